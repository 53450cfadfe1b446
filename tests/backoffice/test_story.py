"""Every event that the code can write has a sentence for people."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum

import pytest

from credence.backoffice.wording.story import SENTENCES, actor, sentence_of
from credence.commerce.models import PaymentEvent, Refund
from credence.commerce.rules.states import ATTEMPT_MOVES, ORDER_MOVES, REFUND_MOVES, RefundState, StrayState
from credence.project.settings import ROOT
from tests.backoffice.orders import NOW, by_card
from tests.factories.commerce import make_paid_course

STATES: dict[str, list[StrEnum]] = {
    "order": sorted(set().union(*ORDER_MOVES.values())),
    "attempt": sorted(set().union(*ATTEMPT_MOVES.values())),
    "refund": [RefundState.AWAITING_APPROVAL, *sorted(set().union(*REFUND_MOVES.values()))],
    "stray": [StrayState.VOIDED, StrayState.REFUNDED],
}
"""Into what each can come to stand, where the name of an event is put together from it."""


def written() -> Iterator[str]:
    """Return the names of all events that a call of `note` in commerce can write."""
    for path in sorted((ROOT / "src/credence").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "note":
                yield from _names(node.args[1])


def _names(name: ast.expr) -> Iterator[str]:
    if isinstance(name, ast.Constant):
        yield str(name.value)
    else:
        assert isinstance(name, ast.JoinedStr)
        start = str(name.values[0].value)  # type: ignore[attr-defined]
        yield from (f"{start}{state}" for state in STATES[start.removesuffix(".")])


WRITTEN = sorted(set(written()))


def test_the_walk_finds_what_is_written() -> None:
    assert len(WRITTEN) > 30
    assert {"order.opened", "order.paid", "attempt.lost", "refund.external", "stray.found"} <= set(WRITTEN)


def test_every_event_has_its_sentence_and_no_other_has_one() -> None:
    assert set(WRITTEN) == set(SENTENCES) - {"order.repriced-by-coupon"}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_sentence_is_whole_whatever_is_known(db: None, alice, name: str) -> None:
    attempt = by_card(alice, make_paid_course(), review_reason="cannot-open")
    refund = Refund(
        attempt=attempt, amount=attempt.amount, reason="Asked by phone", kind="refund", response_code="denied"
    )
    details = {"transaction_id": "T1", "coupon": "SPRING", "total": "9.00", "reason": "Asked by phone"}
    event = PaymentEvent(order=attempt.order, attempt=attempt, refund=refund, what=name, at=NOW, details=details)
    sentence = sentence_of(event, attempt.order)
    assert re.fullmatch(r"[A-Z$T].*[.)1e]", sentence), sentence
    assert "%" not in sentence
    assert "None" not in sentence


def test_an_event_of_tomorrow_is_shown_by_its_name(db: None, alice) -> None:
    order = by_card(alice, make_paid_course()).order
    assert sentence_of(PaymentEvent(order=order, what="order.sung", at=NOW), order) == "order.sung"


def test_processes_are_called_what_they_are_and_people_by_their_names() -> None:
    assert [actor(name) for name in ("0123456789abcdef", "commerce", "reconciler", "fay")] == [
        "The site",
        "The site",
        "The reconciler",
        "fay",
    ]
