"""The pages of the standards."""
