"""From what somebody typed to what is near them and open: one pure step a module."""
