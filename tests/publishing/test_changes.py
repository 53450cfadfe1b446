"""Of what kind a difference is: proposed where it shows it, and never guessed where a fact may have changed."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from credence.catalog.enums import ChangeKind as K
from credence.publishing.manuscript.changes import Difference, differences, goes_on, kinds_of, to_be_said
from credence.publishing.manuscript.document import Files, Manuscript, manuscript_of
from tests.publishing.manuscripts import AAPA, COURSE, POSTTEST

TEXT = "# Read\n\nGive 30 mL/kg of crystalloid within three hours. Look at the patient, and look again.\n"


def manuscript(course: Any = COURSE, posttest: Any = POSTTEST, text: str = TEXT) -> Manuscript:
    """Return a manuscript that fits its shape."""
    found = manuscript_of(course, posttest, Files(texts={"text.md": text}))
    assert not found.flaws
    return found


def after(change: Callable[[Any, Any], object]) -> tuple[Difference, ...]:
    """Return what a change of the documents comes to."""
    course, posttest = copy.deepcopy(COURSE), copy.deepcopy(POSTTEST)
    change(course, posttest)
    return differences(manuscript(), manuscript(course, posttest))


def told(found: tuple[Difference, ...]) -> list[tuple[str, K | None]]:
    """Return the place and the kind of each difference."""
    return [("/".join(map(str, each.place)), each.kind) for each in found]


def put(name: str, value: Any) -> Callable[[Any, Any], object]:
    """Return a change of one value of the course."""
    return lambda course, _: course.update({name: value})


CHANGES: dict[str, tuple[Callable[[Any, Any], object], list[tuple[str, K | None]]]] = {
    "a slip in the title": (put("title", "Sepsis."), [("title", K.WORDING)]),
    "another title": (put("title", "Shock"), [("title", None)]),
    "a number in a title": (put("title", "Sepsis 3"), [("title", None)]),
    "a denial": (put("summary", "The first hour. Not."), [("summary", None)]),
    "a topic": (put("topics", ["shock"]), [("topics", K.WORDING)]),
    "a price": (put("price", {"amount": "5.00"}), [("price/amount", K.TERMS)]),
    "minutes": (put("estimated_minutes", 61), [("estimated_minutes", None)]),
    "a mark": (lambda c, _: c["requirements"].update(pass_mark=80), [("requirements/pass_mark", K.NEW_CONTENT)]),
    "a longer course": (lambda c, _: c["dates"].update(expires="2029-01-01"), [("dates/expires", K.LONGER)]),
    "a shorter course": (lambda c, _: c["dates"].update(expires="2027-01-01"), [("dates/expires", K.SHORTER)]),
    "a later release": (lambda c, _: c["dates"].update(released="2026-01-16"), [("dates/released", None)]),
    "more of a credit": (lambda c, _: c["credit"][0].update(amount="1.25"), [("credit/ama-pra-1/amount", K.TERMS)]),
    "another approval": (
        lambda c, _: c["credit"][1].update(reference_number="X2"),
        [("credit/arrt-a/reference_number", None)],
    ),
    "a credit more": (lambda c, _: c["credit"].append(AAPA), [("credit/aapa-1", K.NEW_CREDIT)]),
    "a credit less": (lambda c, _: c["credit"].pop(), [("credit/arrt-a", K.SHORTER)]),
    "support": (lambda c, _: c["commercial_support"].pop(), [("commercial_support/Acme", K.STATEMENT)]),
    "a tie": (lambda c, _: c["faculty"][0].update(disclosures=[]), [("faculty/chen/disclosures/Acme", K.STATEMENT)]),
    "a chapter more": (
        lambda c, _: c["chapters"].append({**c["chapters"][0], "slug": "more"}),
        [("chapters/more", K.NEW_CONTENT)],
    ),
    "a chapter less": (
        lambda c, _: c["chapters"].__setitem__(0, {**c["chapters"][0], "slug": "other"}),
        [("chapters/read", None), ("chapters/other", K.NEW_CONTENT)],
    ),
    "a chapter's minutes": (lambda c, _: c["chapters"][0].update(minutes=58), [("chapters/read/minutes", None)]),
    "a key": (lambda _, p: p["questions"][1].update(answer=True), [("questions/q2/answer", K.KEY)]),
    "a stem": (lambda _, p: p["questions"][1].update(stem="Waiting helps"), [("questions/q2/stem", K.WORDING)]),
    "a stem denied": (
        lambda _, p: p["questions"][1].update(stem="Waiting never helps."),
        [("questions/q2/stem", None)],
    ),
    "a question less": (lambda _, p: p["questions"].pop(), [("questions/q2", K.NEW_CONTENT)]),
    "another order": (lambda _, p: p["questions"].reverse(), [("questions/(order)", K.WORDING)]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_difference_is_of_the_kind_that_it_shows(name: str) -> None:
    change, expected = CHANGES[name]
    assert told(after(change)) == expected


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("Look at", "Look well at", K.CORRECTION),
        ("30 mL/kg", "20 mL/kg", None),
        ("30 mL/kg", "30 L/kg", None),
        ("three hours", "six hours", None),
        ("Look at", "Do not look at", None),
        ("within", "after", None),
        ("Look at the patient, and look again.", "Read the chart.", None),
    ],
)
def test_a_text_is_corrected_by_itself_only_where_no_fact_may_have_changed(old: str, new: str, kind: K | None) -> None:
    (found,) = differences(manuscript(), manuscript(text=TEXT.replace(old, new)))
    assert (found.place, found.kind) == (("chapters", "read", "file"), kind)
    assert K.CORRECTION in found.may_be | {found.kind}


def test_what_says_the_same_differs_in_nothing() -> None:
    assert differences(manuscript(), manuscript()) == ()


def test_a_person_says_the_kind_where_it_can_be_that() -> None:
    found = differences(manuscript(), manuscript(text=TEXT.replace("30", "20")))
    assert [to_be_said(kinds_of(found, said), said) for said in (None, K.LONGER, K.CORRECTION)] == [found, found, ()]
    assert [goes_on(kinds_of(found, said), said) for said in (K.CORRECTION, K.WITHDRAWN, K.NEW_CONTENT)] == [
        True,
        True,
        False,
    ]


def test_another_key_is_said_even_where_it_is_plain() -> None:
    found = after(CHANGES["a key"][0])
    assert [to_be_said(found, said) for said in (None, K.CORRECTION, K.KEY, K.NEW_CONTENT)] == [found, found, (), ()]


def test_what_would_reach_the_enrolled_does_not_come_with_new_content_unsaid() -> None:
    found = after(
        lambda course, posttest: (CHANGES["a chapter more"][0](course, posttest), course.update(title="Sepsis."))
    )
    assert [each.place for each in to_be_said(found, None)] == [("title",)]
    assert to_be_said(found, K.NEW_CONTENT) == ()


def test_the_key_is_kept_in_no_record_of_the_change() -> None:
    (found,) = after(CHANGES["a key"][0])
    assert found.to_json() == {"kind": "key", "document": found.document.value, "place": "questions/q2/answer"}
