"""The record is read as sentences: who did what, what was and is now, and why."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from credence.audit.actions import record
from credence.audit.enums import Act
from credence.audit.models import Event
from credence.audit.queries import events_about, last_event, sentence_of

NOW = dt.datetime(2026, 2, 3, 12, tzinfo=dt.UTC)


def put(act: Act, *, subject: str = "u1", reason: str = "", **details: Any) -> Event:
    """Put an act of dana's on record."""
    return record(act, by="dana", subject=("user", subject), now=NOW, reason=reason, details=details)


def test_an_act_is_read_with_who_did_it_and_what_it_kept(db: None) -> None:
    event = put(Act.ATTEMPT_HANDED_IN, number=2, right=11, total=15)
    assert sentence_of(event) == "dana handed in attempt 2 of the posttest: 11 of 15 right."


def test_a_change_is_read_with_what_was_and_is_now(db: None) -> None:
    event = put(
        Act.PROFILE_CHANGED,
        professions={"old": [], "new": ["nurse", "physician"]},
        name={"old": "Ann Sample", "new": "Anna Sample"},
    )
    assert sentence_of(event) == (
        "dana changed the profile. Name: Ann Sample before, Anna Sample now. "
        "Professions: – before, nurse, physician now."
    )


def test_a_reason_is_read_after_the_act(db: None) -> None:
    event = put(Act.REFUND_APPROVED, amount="60.00", reason="Wrong course 100%")
    assert sentence_of(event) == "dana approved the refund of 60.00. Reason: Wrong course 100%"


def test_an_act_that_kept_less_when_it_was_made_can_be_read(db: None) -> None:
    assert sentence_of(put(Act.COUPON_MADE)) == "dana made the coupon u1: – –."


def test_an_act_that_is_no_longer_in_the_list_is_told_by_its_name(db: None) -> None:
    old = Event.objects.create(at=NOW, actor="dana", action="course.moved", subject_type="course", subject_id="c1")
    assert sentence_of(old) == "dana: course.moved"


def test_the_record_is_read_in_the_readers_language(db: None) -> None:
    event = put(Act.REPORT_TAKEN, learners=1234)
    with translation.override("de"):
        assert "the names of 1.234 learners" in sentence_of(event)


def test_the_record_of_a_thing_is_read_from_the_first_act_on(db: None) -> None:
    first, _other, second = put(Act.ACCOUNT_OPENED), put(Act.ACCOUNT_OPENED, subject="u2"), put(Act.ACCOUNT_CLOSED)
    assert list(events_about("user", ["u1"])) == [first, second]


def test_the_latest_of_an_act_is_found(db: None) -> None:
    put(Act.ACCOUNT_OPENED)
    second = put(Act.ACCOUNT_OPENED, subject="u2")
    put(Act.ACCOUNT_CLOSED)
    assert last_event(Act.ACCOUNT_OPENED) == second


@pytest.mark.parametrize("act", list(Act))
def test_the_name_of_an_act_is_a_noun_and_what_became_of_it(act: Act) -> None:
    noun, dot, verb = act.value.partition(".")
    assert (noun.replace("-", "").isalpha(), dot, verb.replace("-", "").isalpha()) == (True, ".", True)
