"""What several apps know together."""
