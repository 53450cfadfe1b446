"""What is counted and what is hidden. Pure."""
