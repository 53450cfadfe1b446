"""`credence worker`: letters and healing."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from credence.project.checks import refuse_an_unready_start
from credence.project.chores import CHORES, MONEY_CHORES, REPORT_CHORES, SIGNS, run_chores
from credence.project.guards import refuse_an_unguarded_start


class Command(BaseCommand):
    """Work in the background until stopped."""

    help = "Send letters, and complete what a crash left open. Any number may run at once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the chores in threads until a signal asks to stop; what has been begun is finished first."""
        refuse_an_unready_start()
        refuse_an_unguarded_start()
        stop = threading.Event()
        for asked in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked, lambda *_: stop.set())
        kinds = {"chores": CHORES, "money": MONEY_CHORES, "reports": REPORT_CHORES, "signs": SIGNS}
        threads = [threading.Thread(target=run_chores, args=(stop, each), name=name) for name, each in kinds.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
