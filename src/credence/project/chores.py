"""What the worker does by the clock."""

import datetime as dt
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections

from credence.accounts.gateway.tries import remove_ended
from credence.commerce.actions.reconciling import reconcile
from credence.commerce.actions.tamper_detection import check_script
from credence.commerce.gateway.chosen import takes_cards
from credence.credit.actions import complete_missing_certificates
from credence.journey.actions.awarding import award_what_was_missed
from credence.journey.actions.closing import erase_expired
from credence.kit.clock import now
from credence.outbox.actions import deliver_due

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
    Chore("letters", 1, lambda moment: deliver_due(now=moment)),
    Chore("credit", 20, lambda moment: award_what_was_missed(now=moment)),
    Chore("certificates", 20, lambda moment: complete_missing_certificates(now=moment)),
    Chore("closed accounts", 3_600, lambda moment: erase_expired(now=moment)),
    Chore("tries", 3_600, lambda moment: remove_ended(moment)),
    Chore("sessions", 86_400, lambda _: call_command("clearsessions")),
)
MONEY_CHORES = (
    Chore("payments", 5, lambda _: reconcile(clock=now)),
    Chore("settlement", 86_400, lambda _: call_command("reconcile", settlement=True)),
    Chore("payment script", 86_400, _watch_script),
)
"""Apart, so that no letter waits for a gateway that does not answer."""


def run_chores(stop: threading.Event, chores: tuple[Chore, ...] = CHORES) -> None:
    """Do each chore when it is due until `stop` is set. One that fails is logged and tried at its next turn."""
    due = dict.fromkeys(chores, now())
    while not stop.wait(0.5):
        moment = now()
        for chore in chores:
            if due[chore] <= moment:
                due[chore] = moment + dt.timedelta(seconds=chore.every)
                _attempt(chore, moment)
        close_old_connections()


def _attempt(chore: Chore, moment: dt.datetime) -> None:
    try:
        chore.do(moment)
    except Exception:
        logger.exception("The chore %s failed; it is tried again in %s s.", chore.name, chore.every)
