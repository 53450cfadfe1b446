"""Courses as folders: what a folder may hold, how it is read, checked, imported and written back."""
