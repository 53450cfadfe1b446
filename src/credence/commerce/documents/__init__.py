"""What commerce prints."""
