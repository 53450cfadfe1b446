"""What `credence check --deploy` asks of an installation: one file a subject, and each finding says what to do."""

from django.core.checks import register
from django.core.management.base import CommandError

from credence.project.checks.clock import true_time
from credence.project.checks.keeping import kept_copies, known_settings, private_files, sealed_store
from credence.project.checks.signing import signed_certificates
from credence.project.checks.site import read_mailboxes, sent_letters, told_privacy, true_address

CHECKS = (
    true_time,
    signed_certificates,
    true_address,
    read_mailboxes,
    sent_letters,
    told_privacy,
    kept_copies,
    known_settings,
    private_files,
    sealed_store,
)
BEFORE_THE_START = (signed_certificates,)
"""Without them nothing is served, and no worker works."""


def register_all() -> None:
    """Make Django ask them."""
    for check in CHECKS:
        register(check, "security", deploy=True)


def refuse_an_unready_start() -> None:
    """Go on only where nothing stands against it.

    Raises:
        CommandError: something does; it says what, and what to do.
    """
    faults = [each for check in BEFORE_THE_START for each in check() if each.is_serious()]
    if faults:
        raise CommandError("\n".join(f"{each.msg} {each.hint}" for each in faults))
