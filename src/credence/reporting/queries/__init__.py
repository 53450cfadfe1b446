"""What accrediting providers answer for, in a fixed number of queries."""
