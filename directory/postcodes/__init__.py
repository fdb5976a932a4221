"""Postcodes: reading what people type, reading the files of the ONS, loading them in bulk."""
