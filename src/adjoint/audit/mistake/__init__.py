"""Why a line is wrong: false laws, assumptions, small changes, the right line, numbers that show it."""
