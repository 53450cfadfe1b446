"""What professions and identifiers are, what a profile must hold, and what a mailed password is made of."""
