"""What the pages of check-ups take in."""
