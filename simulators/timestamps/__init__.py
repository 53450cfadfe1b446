"""A time stamping authority (RFC 3161) on loopback, with a certificate of its own and every way to fail."""
