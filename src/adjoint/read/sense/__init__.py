"""What a tree means: functions, shapes, and the expression."""
