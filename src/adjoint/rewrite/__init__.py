"""The engine: how one line becomes the next. It knows no mathematics."""
