"""What workers type about introductions. Forms validate; actions save."""
