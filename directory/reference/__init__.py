"""The facts the portal ships: authorities, districts, the vocabulary, names of places."""
