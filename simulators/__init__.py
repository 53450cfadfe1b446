"""Stand-ins for services of others, each its own process. Never part of the installed platform."""
