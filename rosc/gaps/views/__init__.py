"""Pages of numbers, and of the file for a treatment return."""
