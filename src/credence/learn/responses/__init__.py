"""How answers are sent: kept for everybody, or under a policy of their own."""
