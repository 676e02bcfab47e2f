"""Pages out: one neutral layout, printed as text, LaTeX and MathML, and the pages made of it."""
