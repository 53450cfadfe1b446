"""`credence move-database`: from SQLite to PostgreSQL, or back."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from credence.project.backups.faults import BackupFault
from credence.project.backups.moving import Moved, fill_from, move_to
from credence.project.backups.telling import Progress

SQLITE = "sqlite"


class Command(BaseCommand):
    """Copy every row to another database, compare, and say what to do next."""

    help = "Copy all rows to an empty database, PostgreSQL or SQLite, and compare counts and hashes on both sides."
    requires_system_checks: list[str] = []  # they look for tables, which are not there yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the new database; the process that fills it takes the folder where the rows lie."""
        where = "postgresql://user:password@host/name, or `sqlite`; `-` reads it from standard input"
        parser.add_argument("to", nargs="?", default="", help=where)
        parser.add_argument("--fill-from", type=Path, help="used by this command itself, in the new database")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Move, or fill."""
        progress = Progress(self.stdout)
        try:
            if options["fill_from"]:
                fill_from(options["fill_from"], progress.say)
            else:
                self._tell(move_to(self._address(options["to"]), progress.say))
        except (BackupFault, OSError) as fault:
            raise CommandError(f"Nothing was moved. {fault}") from fault

    def _address(self, given: str) -> str:
        """Return the new database as CREDENCE_DATABASE_URL has it."""
        written = sys.stdin.readline().strip() if given == "-" else given
        address = "" if written == SQLITE else written
        if not written or address == settings.ENV.database_url:
            raise CommandError("Name another database than the one of now: a postgresql:// address, or `sqlite`.")
        return address

    def _tell(self, moved: Moved) -> None:
        for label, table in moved.tables.items():
            self.stdout.write(f"{table.count:>12,}  {table.digest[:16]}  {label}")
        rows = sum(table.count for table in moved.tables.values())
        self.stdout.write(
            self.style.SUCCESS(
                f"{rows:,} rows in {len(moved.tables)} tables are the same on both sides. Set CREDENCE_DATABASE_URL "
                "to the new database and start the site; keep the old one until you have seen it."
            )
        )
