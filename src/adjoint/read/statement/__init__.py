"""Problems in plain text: declarations, definitions, the question."""
