"""`credence move-media`: files of courses from this machine's disk to a bucket, or back."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from credence.project.backups.contents import A_MEGABYTE
from credence.project.backups.faults import BackupFault
from credence.project.backups.moving_media import OTHER, check_switched, move_media, remove_from_source
from credence.project.backups.telling import Progress


class Command(BaseCommand):
    """Copy, read back, and say what to do next."""

    help = "Copy files of courses to the other store and read each back; nothing is removed but with --remove."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the store, and whether files leave the other one."""
        parser.add_argument("--to", required=True, choices=sorted(OTHER), help="where files shall be")
        parser.add_argument(
            "--remove",
            action="store_true",
            help="then remove them where they were; only once CREDENCE_MEDIA_STORE says that they are not read there",
        )

    def handle(self, *_args: Any, to: str, remove: bool, **_options: Any) -> None:
        """Move."""
        progress = Progress(self.stdout)
        try:
            if remove:
                check_switched(to)
            files = move_media(to, progress.say)
            removed = remove_from_source(to, files, progress.say) if remove else None
        except (BackupFault, OSError) as fault:
            raise CommandError(str(fault)) from fault
        size = sum(each.size for each in files) / A_MEGABYTE
        self.stdout.write(self.style.SUCCESS(f"{len(files):,} files, {size:,.0f} MB, are on {to}, read back by hash."))
        self.stdout.write(_next_step(to, removed))


def _next_step(to: str, removed: int | None) -> str:
    if removed is not None:
        return f"{removed:,} were removed from {OTHER[to]}."
    if settings.ENV.media_store == to:
        return f"The site reads from there. `credence move-media --to {to} --remove` empties {OTHER[to]}."
    return (
        f"Set CREDENCE_MEDIA_STORE={to}, start every web server and worker anew, and run this once more for what was "
        "published meanwhile."
    )
