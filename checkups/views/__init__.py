"""The pages of check-ups."""
