"""Copies of the whole site, in a form that either database reads: rows, files, settings and keys."""
