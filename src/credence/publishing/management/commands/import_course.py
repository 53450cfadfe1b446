"""`credence import-course PATH…`: courses from folders."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from credence.kit.clock import now
from credence.media.rules.files import Changed
from credence.publishing.folder.faults import FaultyFolder
from credence.publishing.importing import Outcome, check_folders, import_folders


class Command(BaseCommand):
    """Check courses and import them, all or none."""

    help = (
        "Import courses from folders (see docs/course-format.md). PATH is a course folder, a provider folder, or a "
        "folder that holds courses/ and providers/. Everything is checked first: with faults, nothing is imported."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the folders, and who imports."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--by", default="import-course", help="User name for the record; default: import-course.")
        parser.add_argument("--check", action="store_true", help="Only check; import nothing.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, check, import, and say what happened."""
        try:
            if options["check"]:
                tree = check_folders(options["paths"], now=now(), progress=self._reading)
                found = f"{len(tree.courses)} courses and {len(tree.providers)} providers"
                self.stdout.write(self.style.SUCCESS(f"No faults in {found}; nothing was imported."))
            else:
                self._told(import_folders(options["paths"], by=options["by"], now=now(), progress=self._reading))
        except FaultyFolder as refusal:
            for fault in refusal.faults:
                self.stderr.write(str(fault))
            count = len(refusal.faults)
            raise CommandError(f"{count} {'fault' if count == 1 else 'faults'}; nothing was imported.") from None
        except Changed:
            raise CommandError("A file changed while it was being read; nothing was imported. Try again.") from None

    def _reading(self, folder: str) -> None:
        self.stdout.write(f"Reading {folder}")

    def _told(self, outcomes: tuple[Outcome, ...]) -> None:
        for outcome in outcomes:
            self.stdout.write(f"{outcome.kind.capitalize()} {outcome.slug}: {_words(outcome)}")
        done = Counter(outcome.result != "unchanged" for outcome in outcomes)
        self.stdout.write(self.style.SUCCESS(f"{done[True]} imported, {done[False]} unchanged."))


def _words(outcome: Outcome) -> str:
    if outcome.kind == "provider" or outcome.result == "unchanged":
        return outcome.result
    return f"{outcome.result}, version {outcome.version}"
