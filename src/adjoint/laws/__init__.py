"""The book: what is true, and what people wrongly believe. Only equations, no control flow."""
