"""Manuscripts in folders: read, told of line by line, and written back."""
