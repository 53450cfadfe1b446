"""Faults, made one after another on the site as it runs in production, while learners are at work on it."""
