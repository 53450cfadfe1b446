"""Steps in which several apps take part."""
