"""The `credence` command: Django's commands and ours."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credence.project.settings")
    command = [word.replace("-", "_") for word in sys.argv[1:2] if not word.startswith("-")] or sys.argv[1:2]
    execute_from_command_line(["credence", *command, *sys.argv[2:]])


if __name__ == "__main__":
    main()
