"""An installation as in production: its settings, its tables and styles, its keys."""

import argparse
import os
import secrets
import subprocess
from pathlib import Path

from attack.servers import PREFIX, ROOT, command
from attack.visitor import HOST, ORIGIN


def in_production(var: Path, database: str, smtp_port: int) -> dict[str, str]:
    """Return the settings of a site in production, as docs/operate.md says them."""
    return {
        "DJANGO_SETTINGS_MODULE": "credence.project.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "CREDENCE_DEMO": "false",
        "CREDENCE_SECRET_KEY": secrets.token_urlsafe(48),
        "CREDENCE_ALLOWED_HOSTS": HOST,
        "CREDENCE_BASE_URL": ORIGIN,
        "CREDENCE_DATABASE_URL": database,
        "CREDENCE_VAR": str(var),
        "CREDENCE_SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
        "CREDENCE_FROM_EMAIL": f"Example CME <cme@{HOST}>",
        "CREDENCE_SUPPORT_EMAIL": f"support@{HOST}",
        "CREDENCE_PRIVACY_CONTACT": f"privacy@{HOST}",
        "CREDENCE_MEDIA_ACCEL_PREFIX": PREFIX,
        "CREDENCE_SIGNING_KEY": str(var / "signing.p12"),
        "CREDENCE_CLOCK_SPEED": "1",
    }


def prepare(folder: Path, *, is_prepared: bool) -> None:
    """Bring an empty installation to the present release, and make the keys of certificates and of TLS."""
    for word in ["make-signing-key", *([] if is_prepared else ["prepare"])]:
        subprocess.run(command(word), check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    from tests.certificates import self_signed  # noqa: PLC0415 - of the tests, and not needed for a list

    self_signed(folder)


def take_prepared(parser: argparse.ArgumentParser) -> None:
    """Let a command be told of an installation to work on, instead of making one."""
    parser.add_argument(
        "--prepared",
        nargs=2,
        metavar=("FOLDER", "DATABASE"),
        help="an installation that holds nothing yet, with its database; it is changed (default: a new one)",
    )
