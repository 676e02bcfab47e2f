"""Text in: problems, questions about them, and complaints that point at the place."""
