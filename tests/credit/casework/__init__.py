"""Worked cases of credit as tables: read, run through the real doors, compared. docs/credit.md says what they mean."""
