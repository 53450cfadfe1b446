"""What rows are compared with: a bare Django view of 10 kB that knows who asks, on the same database and server."""
