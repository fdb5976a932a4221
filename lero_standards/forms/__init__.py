"""What the pages of the standards take in."""
