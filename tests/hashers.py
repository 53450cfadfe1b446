"""Passwords in tests: the site's own hasher at the lowest cost, for tests that sign in by the hundred."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id that takes no time."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
