"""The `credence` command: Django's commands and ours."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credence.project.settings")
    execute_from_command_line(["credence", *sys.argv[1:]])


if __name__ == "__main__":
    main()
