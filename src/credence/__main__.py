"""The `credence` command: Django's commands and ours."""

import os
import sys

from django.core.management import execute_from_command_line
from pydantic import ValidationError

from credence.project.backups import unsealing


def main() -> None:
    """Run one command."""
    if sys.argv[1:2] == ["unseal"]:  # on a machine without settings, for it is what brings them
        unsealing.main(sys.argv[2:])
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credence.project.settings")
    command = [word.replace("-", "_") for word in sys.argv[1:2] if not word.startswith("-")] or sys.argv[1:2]
    try:
        execute_from_command_line(["credence", *command, *sys.argv[2:]])
    except ValidationError as error:
        if error.title != "Environment":
            raise
        sys.exit("\n".join(_sentence(each["msg"]) for each in error.errors()))


def _sentence(said: str) -> str:
    """Return what a setting lacks, without pydantic's own words."""
    return said.removeprefix("Value error, ")


if __name__ == "__main__":
    main()
