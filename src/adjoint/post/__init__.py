"""A pasted forum post: cut into asker and answers, its problem proposed, its lines found and judged."""
