"""The argument: which chapters of the book answer which question."""
