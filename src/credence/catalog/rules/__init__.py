"""What must be true of courses, providers and credit, as pure functions over plain values."""
