"""Drills: the portal's own workers on servers of their own, killed again and again, then counted.

Installed only where the portal has started its own servers, so that nothing real can be drilled.
"""
