"""The documents of the ledger: certificates and transcripts as accessible PDF."""
