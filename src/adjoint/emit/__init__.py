"""Code: one straight-line plan of a value, written out by a small table for each target."""
