"""A course as its author wrote it, wherever it was written: its shape, its flaws, and its publication."""
