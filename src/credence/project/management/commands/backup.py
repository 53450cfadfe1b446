"""`credence backup`: a copy of the whole site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from credence.kit.clock import now
from credence.project.backups.faults import BackupFault
from credence.project.backups.making import make_backup
from credence.project.backups.telling import Progress
from credence.project.health import BACKUP, show_life
from credence.project.seen.heartbeats import beat


class Command(BaseCommand):
    """Copy everything, and read the copy back."""

    help = "Copy database, files, settings and keys to a folder, while the site runs, and check what was copied."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the place."""
        parser.add_argument("place", type=Path, help="a folder for backups; each makes a folder of its own within")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the backup, and say where it lies."""
        progress = Progress(self.stdout)
        try:
            made = make_backup(options["place"], passphrase=settings.ENV.backup_passphrase, now=now(), say=progress.say)
        except (BackupFault, OSError) as fault:
            raise CommandError(f"No backup was made. {fault}") from fault
        show_life(now=now(), kind=BACKUP)
        beat(settings.ENV.backup_heartbeat_url)
        self.stdout.write(self.style.SUCCESS(f"{made} holds the site, and was read back whole."))
