"""`credence prepare`: bring database and static files to this release."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

OTHERS = 0o007


def keep_to_ourselves(database: dict[str, Any]) -> None:
    """Let nobody else of this machine read the file of an SQLite database: names, numbers and sessions are in it."""
    if connection.vendor == "sqlite":
        file = Path(database["NAME"])
        file.touch()
        file.chmod(file.stat().st_mode & ~OTHERS)


class Command(BaseCommand):
    """Do what must be done before this release is served."""

    help = "Migrate the database, make its table for caches, and collect static files. Harmless to do again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do all three; what an interruption left of static files is collected anew, for half a file looks like one."""
        keep_to_ourselves(settings.DATABASES["default"])
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        whole = settings.STATIC_ROOT.with_name("static.whole")
        is_whole = whole.exists()
        whole.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0, clear=not is_whole)
        whole.touch()
