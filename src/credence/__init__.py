"""Credence: continuing medical education, with the right credit to the right person, for ever provable."""

__version__ = "0.1.0"
