"""`credence setup`: ask, and write the settings of a site, before there are any."""

import argparse
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import set_key

from credence.project.setting_up.questions import QUESTIONS, Question, Unfit

SETTINGS = Path(".env")
VAR = Path("/var/lib/credence")
NEXT = """
Wrote {file}, which nobody but its owner may read. Copy the pass phrase of backups in it to where the backups are not.

What is left, in this folder and as the user of the site:

    .venv/bin/credence make-signing-key       # signs certificates; a bought key may take its place
    .venv/bin/credence prepare                # database and static files
    .venv/bin/credence check --deploy         # says what is still unsafe
    .venv/bin/credence serve --with-worker    # or the two services in deploy/

Then register on the site, and make yourself its manager, who invites all others:

    .venv/bin/credence grant-role USERNAME manager
"""


def main(words: list[str]) -> None:
    """Ask what was not said by options, and write `.env`; exit with a sentence where that cannot be."""
    asked = _parser().parse_args(words)
    if SETTINGS.exists():
        sys.exit(f"{SETTINGS.resolve()} is there already, and was left as it is. Change it, or move it away first.")
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        answers[question.name] = _answer(question, getattr(asked, question.name), answers)
    try:
        _write(settings_of(answers, asked.var))
    except OSError as refused:
        sys.exit(f"Nothing was written: {SETTINGS.resolve()} cannot be made ({refused.strerror}).")
    sys.stdout.write(NEXT.format(file=SETTINGS.resolve()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("credence setup", description="Ask five questions and write .env.")
    for question in QUESTIONS:
        parser.add_argument(f"--{question.name}", help=question.words)
    parser.add_argument("--var", type=Path, default=VAR, help=f"folder of the site's files; {VAR} by default")
    return parser


def _answer(question: Question, said: str | None, before: dict[str, str]) -> str:
    """Return an answer that fits: the one of the option, which must, or of whoever is asked until it does."""
    usual = before[question.usual[1:]] if question.usual.startswith("=") else question.usual
    if said is not None:
        try:
            return question.fit(said.strip() or usual)
        except Unfit as refused:
            sys.exit(f"--{question.name} {said!r} cannot be used. {refused}")
    while True:
        try:
            return question.fit(input(f"{question.words}{f' [{usual}]' if usual else ''} ").strip() or usual)
        except Unfit as refused:
            sys.stdout.write(f"{refused}\n")
        except EOFError:
            sys.exit("\nNothing was written: the questions were not all answered.")


def settings_of(answers: dict[str, str], var: Path) -> dict[str, str]:
    """Return the settings of a site, by their names: what was answered, and what nobody need be asked."""
    host = urlsplit(answers["site"]).hostname or ""
    return {
        "CREDENCE_SECRET_KEY": secrets.token_urlsafe(48),
        "CREDENCE_ALLOWED_HOSTS": host,
        "CREDENCE_BASE_URL": answers["site"],
        "CREDENCE_DATABASE_URL": answers["database"],
        "CREDENCE_VAR": str(var),
        "CREDENCE_SMTP_URL": answers["mail"],
        "CREDENCE_FROM_EMAIL": answers["address"],
        "CREDENCE_SUPPORT_EMAIL": answers["address"],
        "CREDENCE_PRIVACY_CONTACT": answers["privacy"],
        "CREDENCE_SIGNING_KEY": str(var / "signing.p12"),
        "CREDENCE_SIGNING_PASSPHRASE": secrets.token_urlsafe(18),
        "CREDENCE_BACKUP_PASSPHRASE": secrets.token_urlsafe(18),
    }


def _write(settings: dict[str, str]) -> None:
    """Write a file that only its owner may read; it is there as a whole or not at all."""
    draft = SETTINGS.with_name(".env.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    for name, value in settings.items():
        set_key(draft, name, value, quote_mode="always")
    draft.chmod(0o600)
    draft.rename(SETTINGS)
