"""Is it so? Exact tests in a finite field, and ball arithmetic; independent of the book of laws."""
