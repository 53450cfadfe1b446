"""Settings, root urls and the server's entrance: the only place that knows every app."""
