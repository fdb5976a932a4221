"""What the numbers of the whole portal say: the only reader of every app."""
