"""Tools without a model and without a word of the field: clock, ids, text."""
