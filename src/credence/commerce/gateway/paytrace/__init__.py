"""PayTrace by version 3 of its interface: the only place that knows its names, numbers and sentences."""
