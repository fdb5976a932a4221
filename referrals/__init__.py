"""Introducing a person, with their consent, until they have got help."""
