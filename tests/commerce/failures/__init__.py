"""The failure modes of docs/payments.md by their numbers. Each test ends with the comparison of the three books."""
