"""What pages show, read from the domain and put in order."""
