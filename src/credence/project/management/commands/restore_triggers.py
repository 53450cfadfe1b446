"""`credence restore-triggers`: set up again what refuses to change or delete rows of facts."""

from typing import Any

from django.core.management.base import BaseCommand

from credence.project.guards import missing_triggers, restore


class Command(BaseCommand):
    """Make each trigger that is missing."""

    help = "Set up the triggers that the database lacks, as `credence check` names them."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was set up."""
        missing = missing_triggers()
        restore(missing)
        for each in missing:
            self.stdout.write(each.trigger)
        self.stdout.write(f"{len(missing)} triggers were missing and are there again.")
