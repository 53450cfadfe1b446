"""Documents made of courses."""
