"""What must be true of a manuscript before it is published, as pure functions."""
