"""`credence export-course SLUG [DIR]`: a course back to a folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from credence.publishing.folder.exporting import NotPublished, WouldOverwrite, export_course


class Command(BaseCommand):
    """Write the published version of a course to a folder."""

    help = "Write a course and its provider to DIR/courses/SLUG and DIR/providers (see docs/course-format.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the course and the target."""
        parser.add_argument("slug")
        parser.add_argument("directory", nargs="?", type=Path, default=Path(), metavar="DIR")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Export, or say why not."""
        slug, directory = options["slug"], options["directory"]
        try:
            folder = export_course(slug, directory)
        except NotPublished:
            raise CommandError(
                f"There is no published course “{slug}”. Its address ends in /courses/{slug}/."
            ) from None
        except WouldOverwrite as refusal:
            names = ", ".join(str(path) for path in refusal.paths)
            raise CommandError(f"These files say something else: {names}. Name another folder.") from None
        self.stdout.write(self.style.SUCCESS(f"Wrote {folder}"))
