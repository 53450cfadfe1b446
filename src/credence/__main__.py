"""The `credence` command: Django's commands and ours."""

import os
import sys
from importlib.metadata import version

from django.core.management import execute_from_command_line
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from credence.project.backups import unsealing
from credence.project.environment import ONLY_TO_READ, Unusable
from credence.project.setting_up import asking

BEFORE_SETTINGS = {"setup": asking.main, "unseal": unsealing.main}
"""What runs on a machine without settings, for it is what brings them."""

HELP = {"-h", "--help", "help"}


def main() -> None:
    """Run one command. What stops it before it begins is said in a sentence, and ends with 1."""
    if brings_settings := BEFORE_SETTINGS.get(sys.argv[1] if len(sys.argv) > 1 else ""):
        brings_settings(sys.argv[2:])
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credence.project.settings")
    if "--version" in sys.argv or sys.argv[1:] == ["version"]:
        sys.exit(print(f"Credence {version('credence')}"))
    if HELP & set(sys.argv[1:]):
        os.environ[ONLY_TO_READ] = "true"
    command = [word.replace("-", "_") for word in sys.argv[1:2] if not word.startswith("-")] or sys.argv[1:2]
    try:
        execute_from_command_line(["credence", *command, *sys.argv[2:]])
    except ValidationError as error:
        if error.title != "Environment":
            raise
        sys.exit("\n".join(_sentence(each) for each in error.errors()))
    except Unusable as refused:
        sys.exit(str(refused))
    except KeyboardInterrupt:
        sys.exit(130)


def _sentence(fault: ErrorDetails) -> str:
    """Return what a setting lacks, by the setting's own name and without pydantic's words around it."""
    said = fault["msg"].removeprefix("Value error, ")
    name = "".join(f"CREDENCE_{str(part).upper()}: " for part in fault["loc"])
    return f"{name}{said}"


if __name__ == "__main__":
    main()
