"""`credence worker`: letters, healing and the queue of tasks."""

import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from credence.project.chores import run_chores


class Command(BaseCommand):
    """Work in the background until stopped."""

    help = "Send letters, complete what a crash left open, and run queued tasks. Any number may run at once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the chores in a thread beside the queue."""
        stop = threading.Event()
        chores = threading.Thread(target=run_chores, args=(stop,), name="chores")
        chores.start()
        try:
            call_command("db_worker", queue_name="*", reload=False)
        finally:
            stop.set()
            chores.join()
