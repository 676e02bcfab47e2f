"""Expressions and derivation lines in the context of a problem that was read."""
