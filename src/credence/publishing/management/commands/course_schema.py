"""`credence course-schema [DIR]`: the JSON Schemas of course folders, for editors."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from credence.publishing.manuscript.schemas import schema_files


class Command(BaseCommand):
    """Write the JSON Schemas."""

    help = "Write the JSON Schemas of course folders to DIR (see docs/course-format.md)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the target."""
        parser.add_argument("directory", nargs="?", type=Path, default=Path("docs/schemas"), metavar="DIR")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write each file."""
        directory = options["directory"]
        directory.mkdir(parents=True, exist_ok=True)
        for name, text in schema_files().items():
            (directory / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"Wrote {directory / name}")
