"""Pages out: one neutral layout, printed as text and LaTeX, and the pages made of it."""
