"""`credence restore`: a site from its backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from credence.kit.clock import now
from credence.project.backups.faults import BackupFault
from credence.project.backups.proving import faults_of_the_site
from credence.project.backups.restoring import restore
from credence.project.backups.telling import Progress


class Command(BaseCommand):
    """Bring a site back, and look it over."""

    help = "Restore a backup into an empty database and folder, SQLite or PostgreSQL, and check what was restored."
    requires_system_checks: list[str] = []  # they look for tables, which are not there yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the place."""
        parser.add_argument("place", type=Path, help="a backup, or the folder of backups, whose newest is taken")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, try what was restored, and say how much there is."""
        progress = Progress(self.stdout)
        try:
            opened = restore(options["place"], passphrase=settings.ENV.backup_passphrase, say=progress.say)
        except (BackupFault, OSError) as fault:
            raise CommandError(f"Nothing was restored. {fault}") from fault
        progress.say("Trying what was restored")
        if faults := faults_of_the_site(now()):
            raise CommandError("\n".join(["The site was restored, but not as it should be:", *faults]))
        rows = sum(each.count for each in opened.contents.tables.values())
        self.stdout.write(
            self.style.SUCCESS(
                f"The site of {opened.contents.made_at} is back: {rows:,} rows, {opened.contents.files.count:,} files, "
                "triggers and constraints, static files and a sample of certificates in order."
            )
        )
