"""What a line means: names, readings, derivatives that are spoken of, and values at random points."""
