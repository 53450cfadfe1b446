"""`credence import-course PATH…`: courses from folders."""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from credence.accounts.models import User
from credence.assessment.actions import RepairReasonMissing
from credence.catalog.enums import ChangeKind
from credence.kit.clock import now
from credence.media.rules.files import Changed
from credence.publishing.folder.faults import Fault, FaultyFolder
from credence.publishing.folder.importing import Planned, changes_in, check_folders, import_tree
from credence.publishing.manuscript.actions import Outcome
from credence.publishing.manuscript.changes import Difference
from credence.publishing.manuscript.changing import KindUnknown, Saying

NOBODY = "import-course"
GROUPS = {
    "reached": gettext_lazy("on the version that new learners get"),
    "started": gettext_lazy("of them in the middle of it, or through"),
    "without_credit": gettext_lazy("of them without credit"),
    "with_credit": gettext_lazy("of them with credit"),
    "elsewhere": gettext_lazy("on older content, whom this change does not reach"),
}


class Command(BaseCommand):
    """Check courses and import them, all or none."""

    help = (
        "Import courses from folders (see docs/course-format.md). PATH is a course folder, a provider folder, or a "
        "folder that holds courses/ and providers/. Everything is checked first: with faults, nothing is imported."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the folders, and who imports."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--by", default=NOBODY, help=f"User name for the record; default: {NOBODY}.")
        parser.add_argument("--check", action="store_true", help="Only check; import nothing.")
        kinds = [each.value for each in ChangeKind]
        parser.add_argument("--as", dest="kind", choices=kinds, help="Of what kind a change is that cannot tell it.")
        parser.add_argument("--reason", default="", help="Why, for the record; a repaired key needs one.")
        parser.add_argument("--approved-by", default="", help="User name of who approved the change.")
        parser.add_argument("--list", action="store_true", help="Name the enrollments that each count counts.")
        parser.add_argument("--yes", action="store_true", help="Go on without being asked where people are enrolled.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, check, import, and say what happened."""
        for name in {options["by"], options["approved_by"]} - {NOBODY, ""}:
            if not User.objects.filter(username=name).exists():
                raise CommandError(_("There is no account with the user name “{name}”.").format(name=name))
        try:
            self._import(options)
        except KindUnknown as refusal:
            raise CommandError("\n".join(_unsaid(refusal))) from None
        except RepairReasonMissing:
            raise CommandError(_("A repaired key needs a reason: say it with --reason.")) from None
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

    def _import(self, options: dict[str, Any]) -> None:
        tree = check_folders(options["paths"], now=now(), progress=self._reading)
        self._tell(tree.notes)
        kind = ChangeKind(options["kind"]) if options["kind"] else None
        saying = Saying(kind=kind, reason=options["reason"], approver=options["approved_by"])
        is_asked = [self._affects(change, with_list=options["list"]) for change in changes_in(tree, saying)]
        if options["check"]:
            said = _("No faults in {courses} courses and {providers} providers; nothing was imported.")
            counts = {"courses": len(tree.courses), "providers": len(tree.providers)}
            self.stdout.write(self.style.SUCCESS(said.format(**counts)))
        elif not any(is_asked) or options["yes"] or self._is_wanted():
            self._told(import_tree(tree, by=options["by"], now=now(), saying=saying))
        else:
            raise CommandError(_("Nothing was imported."))

    def _affects(self, change: Planned, *, with_list: bool) -> bool:
        """Print what a change is and whom it affects, and return whether that is anybody."""
        groups = {name: rows.count() for name, rows in change.affected.items()}
        if not groups["reached"] + groups["elsewhere"]:
            return False
        self.stdout.write(_("Course {slug}:").format(slug=change.slug))
        for each in change.differences:
            self.stdout.write(f"  {_shown(each)}: {each.kind or _('not known')}")
        for name, count in groups.items():
            self.stdout.write(f"  {GROUPS[name]}: {count}")
            for one in change.affected[name].select_related("learner") if with_list else ():
                self.stdout.write(f"    {one.learner.username} {one.public_id}")
        return True

    def _is_wanted(self) -> bool:
        if not sys.stdin.isatty():
            raise CommandError(_("People are enrolled. Look at what it affects, and add --yes to go on."))
        return input(_("Go on? Type yes: ")).strip() == "yes"

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


def _unsaid(refusal: KindUnknown) -> Iterator[str]:
    """Yield what has to be said of each difference, and what it can be."""
    yield _("People are enrolled in {slug}, and these differences do not say of what kind they are:").format(
        slug=refusal.slug
    )
    for each in refusal.differences:
        kinds = ", ".join(sorted(each.may_be or {ChangeKind(each.kind or ChangeKind.KEY)}))
        yield f"  {_shown(each)}: {kinds}"
    yield _("Say it with --as KIND, such as --as correction; --as new-content reaches new learners only.")


def _shown(difference: Difference) -> str:
    return f"{difference.document.value} {'/'.join(map(str, difference.place))}"


def _words(outcome: Outcome) -> str:
    if outcome.kind == "provider" or outcome.result == "unchanged":
        return outcome.result
    return _("{result}, version {version}").format(result=outcome.result, version=outcome.version)
