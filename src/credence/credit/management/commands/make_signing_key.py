"""Makes a self-signed key with which a demo, or a small site, signs its certificates."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from credence.credit.documents.keys import write_key
from credence.kit.clock import now


class Command(BaseCommand):
    """Write a PKCS#12 file and say how to use it."""

    help = "Make a self-signed key for signing certificates."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file to write."""
        parser.add_argument("file", nargs="?", type=Path, default=settings.VAR / "signing.p12")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the key, readable by its owner only; an existing file is never overwritten."""
        file: Path = options["file"]
        try:
            write_key(file, name=settings.ENV.site_name, passphrase=settings.ENV.signing_passphrase, now=now())
        except FileExistsError as error:
            raise CommandError(f"{file} exists. Move it away first: certificates signed with it need it.") from error
        self.stdout.write(f"Wrote {file}. Set CREDENCE_SIGNING_KEY={file} to sign certificates with it.")
