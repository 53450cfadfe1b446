"""What pages show: lists page by page, and the parts of the back office."""
