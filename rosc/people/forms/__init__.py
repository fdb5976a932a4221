"""What people type on the pages about people. Forms validate; actions save."""
