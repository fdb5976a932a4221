"""Figures about people, as they may be shown: the one disclosure rule and its stored answers."""
