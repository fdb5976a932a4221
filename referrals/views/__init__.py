"""Pages of introductions, by what somebody comes to do."""
