"""`credence strings`: collect sentences for translators, and compile what they wrote."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from babel.core import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from credence.project.strings import collect


class Command(BaseCommand):
    """Write the template of all sentences, and bring languages up to it."""

    help = "Collect all sentences in var/django.pot; with languages, also update and compile their files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the languages, such as `es` or `pt-br`."""
        parser.add_argument("language", nargs="*")
        parser.add_argument("--into", type=Path, default=settings.LOCALE_PATHS[0], help="Folder of the languages.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect, write, and say how much is left to translate."""
        catalog = collect(settings.ROOT)
        template = settings.VAR / "django.pot"
        with template.open("wb") as file:
            write_po(file, catalog, width=120, sort_by_file=True)
        self.stdout.write(f"{len(catalog)} sentences are in {template}.")
        for language in options["language"]:
            left = bring_up_to_date(catalog, options["into"], language)
            self.stdout.write(f"{language}: {left} of {len(catalog)} are not translated.")


def bring_up_to_date(template: Catalog, folder: Path, language: str) -> int:
    """Merge all sentences into a language's file, compile it, and return how many lack a translation.

    Raises:
        CommandError: no such language is known.
    """
    code, _, region = language.partition("-")
    locale = f"{code}_{region.upper()}" if region else code
    home = folder / locale / "LC_MESSAGES"
    try:
        Locale.parse(locale)
    except (UnknownLocaleError, ValueError) as error:
        raise CommandError(f"{language} is no language that Babel knows.") from error
    catalog = _read(home / "django.po", locale)
    catalog.update(template, no_fuzzy_matching=True)
    home.mkdir(parents=True, exist_ok=True)
    with (home / "django.po").open("wb") as file:
        write_po(file, catalog, width=120, sort_by_file=True, ignore_obsolete=True)
    with (home / "django.mo").open("wb") as file:
        write_mo(file, catalog)
    return sum(1 for message in catalog if message.id and not (message.string and all(_forms(message.string))))


def _read(file: Path, locale: str) -> Catalog:
    if not file.exists():
        return Catalog(locale=locale, fuzzy=False)
    with file.open("rb") as opened:
        return read_po(opened, locale=locale)


def _forms(string: Any) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)
