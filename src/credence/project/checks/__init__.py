"""What `credence check --deploy` asks of an installation: one file a subject, and each finding says what to do."""

from django.core.checks import register

from credence.project.checks.clock import true_time

CHECKS = (true_time,)


def register_all() -> None:
    """Make Django ask them."""
    for check in CHECKS:
        register(check, "security", deploy=True)
