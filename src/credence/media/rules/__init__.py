"""What a file must be to be stored and shown."""
