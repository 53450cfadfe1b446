"""Pictures for the documents, taken from the demo."""
