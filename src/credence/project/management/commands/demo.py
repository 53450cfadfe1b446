"""`credence demo`: the demo catalog."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Import the demo courses, the same way as anybody's."""

    help = "Import the demo catalog. What is unchanged is left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the folder and say where letters appear."""
        call_command("import_course", settings.ROOT / "demo", by="demo")
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            self.stdout.write(f"Letters are kept as files in {settings.EMAIL_FILE_PATH}")
