"""What the worker does by the clock."""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections

from credence.accounts.actions import forget_ended_registrations
from credence.accounts.gateway.tries import remove_ended
from credence.commerce.actions.reconciling import reconcile
from credence.commerce.actions.tamper_detection import check_script
from credence.commerce.gateway.chosen import takes_cards
from credence.credit.actions import complete_missing_certificates
from credence.journey.actions.awarding import award_what_was_missed
from credence.journey.actions.closing import erase_expired
from credence.kit.clock import now
from credence.outbox.actions import deliver_due, take_up_again
from credence.project.health import show_life
from credence.project.seen.heartbeats import beat
from credence.reporting.actions.asking import make_all, throw_away

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Chore:
    """Something to do every so many seconds; it must be harmless to do twice."""

    name: str
    every: int
    do: Callable[[dt.datetime], object]


def _watch_script(moment: dt.datetime) -> None:
    """Only where real cards are typed has somebody approved the script."""
    if takes_cards() and not settings.ENV.demo:
        check_script(now=moment)


CHORES = (
    Chore("letters", 1, lambda _: deliver_due(clock=now)),
    Chore("letters set aside", 86_400, lambda _: take_up_again()),
    Chore("credit", 20, lambda moment: award_what_was_missed(now=moment)),
    Chore("certificates", 20, lambda moment: complete_missing_certificates(now=moment)),
    Chore("closed accounts", 3_600, lambda moment: erase_expired(now=moment)),
    Chore("registrations", 3_600, lambda moment: forget_ended_registrations(moment)),
    Chore("tries", 3_600, lambda moment: remove_ended(moment)),
    Chore("sessions", 86_400, lambda _: call_command("clearsessions")),
)
MONEY_CHORES = (
    Chore("payments", 5, lambda _: reconcile(clock=now)),
    Chore("settlement", 86_400, lambda _: call_command("reconcile", settlement=True)),
    Chore("payment script", 86_400, _watch_script),
)
"""Apart, so that no letter waits for a gateway that does not answer."""

REPORT_CHORES = (
    Chore("long reports", 2, lambda _: make_all(clock=now)),
    Chore("old reports", 3_600, lambda moment: throw_away(now=moment)),
)
"""Apart, so that nothing waits for a report that takes minutes."""

SIGNS = (
    Chore("sign of life", 10, lambda moment: show_life(now=moment)),
    Chore("heartbeat", 60, lambda _: beat(settings.ENV.heartbeat_url)),
)
"""Apart, so that a slow mail server does not make the worker look dead."""


SOON = 5
"""Seconds after which a chore that failed is tried again, twice as many each time, if it is not due earlier."""


def run_chores(stop: threading.Event, chores: tuple[Chore, ...] = CHORES) -> None:
    """Do each chore when it is due until `stop` is set. One that fails is logged and tried again soon.

    What is due goes by a clock that nobody sets: the clock on the wall may go back, or leap.
    """
    due, failures = dict.fromkeys(chores, time.monotonic()), dict.fromkeys(chores, 0)
    while not stop.wait(0.5):
        for chore in chores:
            if due[chore] <= time.monotonic() and not stop.is_set():
                failures[chore] = 0 if _attempt(chore) else failures[chore] + 1
                due[chore] = time.monotonic() + pause_of(chore, failures[chore])


def pause_of(chore: Chore, failures: int) -> int:
    """Return the seconds until a chore is done again that has just failed so many times in a row."""
    return min(chore.every, SOON * 2 ** min(failures - 1, 20)) if failures else chore.every


def _attempt(chore: Chore) -> bool:
    """Do a chore and return whether it went well. A connection that a fault has spoiled is not kept."""
    try:
        close_old_connections()
        chore.do(now())
    except Exception:
        logger.exception("The chore %s failed; it is tried again soon.", chore.name)
        return False
    return True
