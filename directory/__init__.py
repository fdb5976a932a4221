"""What help exists, where it is and when it is open; and what is missing."""
