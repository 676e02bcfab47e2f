"""What LaTeX has: macros, tokens, statements."""
