"""`credence rebuild-catalog`: the search index."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from credence.catalog.actions import list_courses


class Command(BaseCommand):
    """Write anew by what courses are found."""

    help = "Rebuild the search index and the filters of the catalog from the published courses."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the quick way."""
        parser.add_argument("--missing", action="store_true", help="only courses that are not listed yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, and say how many."""
        self.stdout.write(f"Courses listed: {list_courses(missing_only=options['missing'])}")
