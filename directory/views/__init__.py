"""The pages of the directory, by what somebody comes to do."""
