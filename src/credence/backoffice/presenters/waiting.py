"""What waits for somebody of the staff: a line with its count for each kind of work that is theirs."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from credence.accounts.permissions import Grants, Permission
from credence.commerce.queries.waiting import waiting
from credence.credit.queries.numbers import undecided
from credence.outbox.enums import LetterState
from credence.outbox.queries import queue_at


@dataclass(frozen=True, slots=True)
class Work:
    """How many wait of one kind, what they are, and where they are listed."""

    number: int
    words: str
    address: str


def waiting_for(grants: Grants, now: dt.datetime) -> list[Work]:
    """Return what waits, finance's in six queries."""
    found = _of_finance(now) if Permission.REFUND in grants.permissions else []
    if Permission.DECIDE_NUMBERS in grants.permissions:
        found.append(Work(undecided(), _("Numbers of several accounts"), reverse("backoffice:numbers")))
    if Permission.HANDLE_LETTERS in grants.permissions:
        found.append(Work(queue_at(now).refused, _("Letters that mail servers refuse"), _letters(LetterState.REFUSED)))
    return found


def _letters(state: LetterState) -> str:
    return f"{reverse('backoffice:letters')}?state={state}"


def _of_finance(now: dt.datetime) -> list[Work]:
    found, refunds = waiting(now), reverse("backoffice:refunds")
    orders = reverse("backoffice:orders")
    return [
        Work(found.approvals, _("Refunds waiting for a second person"), refunds),
        Work(found.by_hand, _("Refunds that you send yourselves"), refunds),
        Work(found.doubtful, _("Refunds without an answer"), refunds),
        Work(found.reviews, _("Orders under review"), f"{orders}?state=needs-review"),
        Work(found.differences, _("Open differences"), reverse("backoffice:differences")),
        Work(found.uncertain, _("Payments uncertain for over 30 minutes"), reverse("backoffice:uncertain")),
    ]
