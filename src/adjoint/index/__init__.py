"""The meaning: index notation, in which every spelling of one thing coincides."""
