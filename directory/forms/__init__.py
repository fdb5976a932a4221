"""What the pages of the directory take in, by page."""
