"""`credence serve`: the web server."""

import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from granian.constants import Interfaces
from granian.server import Server

from credence.project.checks import refuse_an_unready_start


class Command(BaseCommand):
    """Serve the site until stopped."""

    help = "Serve the site. With --with-worker it also sends letters and runs background work, for a laptop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the address, and whether to run the worker beside."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--with-worker", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the worker if asked to, then the server; stop both together."""
        refuse_an_unready_start()
        worker = subprocess.Popen([sys.executable, "-m", "credence", "worker"]) if options["with_worker"] else None
        self.stdout.write(
            self.style.SUCCESS(f"{settings.ENV.site_name} is at http://{options['host']}:{options['port']}/")
        )
        try:
            Server(
                "credence.project.wsgi:application",
                address=options["host"],
                port=options["port"],
                interface=Interfaces.WSGI,
                workers=settings.ENV.workers,
                blocking_threads=4,
                log_access=False,
            ).serve()
        finally:
            if worker:
                worker.terminate()
                worker.wait()
