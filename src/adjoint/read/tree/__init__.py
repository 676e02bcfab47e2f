"""What every reader shares: tokens, the tree, names and signs."""
