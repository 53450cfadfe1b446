"""`credence worker`: letters, healing and the queue of tasks."""

import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from credence.project.chores import CHORES, MONEY_CHORES, run_chores


class Command(BaseCommand):
    """Work in the background until stopped."""

    help = "Send letters, complete what a crash left open, and run queued tasks. Any number may run at once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the chores in two threads beside the queue."""
        stop = threading.Event()
        kinds = {"chores": CHORES, "money": MONEY_CHORES}
        threads = [threading.Thread(target=run_chores, args=(stop, each), name=name) for name, each in kinds.items()]
        for thread in threads:
            thread.start()
        try:
            call_command("db_worker", queue_name="*", reload=False)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
