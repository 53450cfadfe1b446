"""`credence check`: Django's checks, and whether the database keeps what the code relies on."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.check import Command as DjangosCheck

from credence.project.guards import faults, unapplied


class Command(DjangosCheck):
    """Check the settings, the code and the database."""

    def handle(self, *app_labels: Any, **options: Any) -> None:
        """Check what Django checks, then the database: where migrations wait, they are what is said of it."""
        super().handle(*app_labels, **options)
        if waiting := unapplied():
            self.stderr.write(f"{len(waiting)} migrations are not applied, so the database was not looked at.")
        elif found := faults():
            raise CommandError("\n".join(found))
