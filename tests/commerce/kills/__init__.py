"""Processes that are killed on their way, by SIGKILL, and what is left of their work."""
