"""`credence import-course PATH…`: courses from folders."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credence.kit.clock import now
from credence.media.rules.files import Changed
from credence.publishing.folder.faults import Fault, FaultyFolder
from credence.publishing.folder.importing import check_folders, import_tree
from credence.publishing.manuscript.actions import Outcome


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
            self._import(options["paths"], by=options["by"], check_only=options["check"])
        except FaultyFolder as refusal:
            self._tell(refusal.faults)
            count = sum(not fault.warns for fault in refusal.faults)
            said = ngettext("{count} fault; nothing was imported.", "{count} faults; nothing was imported.", count)
            raise CommandError(said.format(count=count)) from None
        except Changed:
            raise CommandError(_("A file changed while it was being read; nothing was imported. Try again.")) from None
        except OSError as error:
            raise CommandError(
                _("{path} cannot be read: {reason}.").format(path=error.filename, reason=error.strerror)
            ) from None

    def _import(self, paths: list[Path], *, by: str, check_only: bool) -> None:
        tree = check_folders(paths, now=now(), progress=self._reading)
        self._tell(tree.notes)
        if check_only:
            said = _("No faults in {courses} courses and {providers} providers; nothing was imported.")
            counts = {"courses": len(tree.courses), "providers": len(tree.providers)}
            self.stdout.write(self.style.SUCCESS(said.format(**counts)))
        else:
            self._told(import_tree(tree, by=by, now=now()))

    def _reading(self, folder: str) -> None:
        self.stdout.write(_("Reading {folder}").format(folder=folder))

    def _tell(self, faults: tuple[Fault, ...]) -> None:
        for fault in faults:
            self.stderr.write(str(fault))

    def _told(self, outcomes: tuple[Outcome, ...]) -> None:
        for outcome in outcomes:
            self.stdout.write(f"{outcome.kind.capitalize()} {outcome.slug}: {_words(outcome)}")
        done = Counter(outcome.result != "unchanged" for outcome in outcomes)
        said = _("{imported} imported, {unchanged} unchanged.").format(imported=done[True], unchanged=done[False])
        self.stdout.write(self.style.SUCCESS(said))


def _words(outcome: Outcome) -> str:
    if outcome.kind == "provider" or outcome.result == "unchanged":
        return outcome.result
    return _("{result}, version {version}").format(result=outcome.result, version=outcome.version)
