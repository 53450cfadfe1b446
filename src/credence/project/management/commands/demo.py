"""`credence demo`: the demo catalog."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from credence.catalog.models import Course
from credence.kit.clock import day_in, now
from credence.project.demo.building import Demo, build
from credence.project.demo.drawing import Undrawable
from credence.project.demo.filming import CannotFilm


class Command(BaseCommand):
    """Build the demo courses and import them, the same way as anybody's."""

    help = "Build and import the demo catalog. What is there already is left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        """Build what is missing, import what changed, and say where letters appear."""
        moment = now()
        workshop = settings.VAR / "demo"
        try:
            demo = build(
                settings.ROOT / "demo", workshop, today=day_in(settings.TIME_ZONE, moment), say=self.stdout.write
            )
        except (Undrawable, CannotFilm) as refusal:
            raise CommandError(str(refusal)) from None
        if not _is_imported(demo, workshop / "imported"):
            call_command("import_course", demo.tree, by="demo", stdout=self.stdout, stderr=self.stderr)
            (workshop / "imported").write_text(demo.digest, encoding="utf-8")
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            self.stdout.write(f"Letters are kept as files in {settings.EMAIL_FILE_PATH}")


def _is_imported(demo: Demo, mark: Path) -> bool:
    """Return whether this tree was imported, and into this database: a course edited since then is left alone."""
    if not mark.exists() or mark.read_text(encoding="utf-8") != demo.digest:
        return False
    wanted = {each.name for each in (demo.tree / "courses").iterdir()}
    return Course.objects.filter(slug__in=wanted, current_version__isnull=False).count() == len(wanted)
