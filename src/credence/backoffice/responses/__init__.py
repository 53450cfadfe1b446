"""How answers are sent: as a page, or as a file."""
