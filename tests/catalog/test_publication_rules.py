"""credence.catalog.rules.publication: a course that breaks nothing, then one change a test."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credence.catalog.rules import publication
from credence.catalog.rules.credit_types import codes
from credence.catalog.rules.drafts import Draft, DraftOffer, Gift, Person, StatementOnFile, Term, Tie
from credence.catalog.rules.publication import (
    Breach,
    breaches,
    latest_expiry,
    months_before,
    stricter_limit,
    stricter_mark,
)

TODAY = dt.date(2026, 1, 15)
RELEASED = dt.date(2026, 1, 15)
EXPIRES = dt.date(2028, 12, 31)
ROLE = ("faculty", 0, "disclosures", 0)


def offer(**values: Any) -> DraftOffer:
    """Return an AMA offer that breaks nothing."""
    fields: dict[str, Any] = {
        "credit_type": "ama-pra-1",
        "provider": "riverside",
        "amount": Decimal("1.00"),
        "certified_on": dt.date(2026, 1, 10),
        "valid_from": RELEASED,
        "valid_to": EXPIRES,
        "pass_mark": None,
        "attempts": None,
        "evaluation_required": True,
        "category": None,
        "approver": "",
        "rceem_plus": False,
        "reference_number": "",
    }
    return DraftOffer(**{**fields, **values})


def arrt(**values: Any) -> DraftOffer:
    """Return an ARRT offer that breaks nothing."""
    fields = {"credit_type": "arrt-a", "category": "A", "approver": "ASRT", "reference_number": "MAE0123456"}
    return offer(**{**fields, **values})


def aapa(**values: Any) -> DraftOffer:
    """Return an AAPA offer that breaks nothing."""
    return offer(**{"credit_type": "aapa-1", "valid_to": dt.date(2027, 1, 14), **values})


def brn(**values: Any) -> DraftOffer:
    """Return a California BRN offer that breaks nothing."""
    return offer(credit_type="ca-brn", **values)


def tie(**values: Any) -> Tie:
    """Return a relevant, mitigated relationship."""
    fields: dict[str, Any] = {
        "company": "Acme",
        "relevant": True,
        "mitigation": "Peer review.",
        "tie": "other",
        "exception": None,
    }
    return Tie(**{**fields, **values})


def person(*ties: Tie, disclosed_on: dt.date = dt.date(2025, 12, 1)) -> Person:
    """Return Mei Chen with her relationships."""
    return Person(name="Mei Chen", disclosed_on=disclosed_on, ties=ties)


def statement(kind: str, credit_type: str = "", text: str = "Accredited by the ACCME.") -> StatementOnFile:
    """Return a text on file."""
    return StatementOnFile(provider="riverside", kind=kind, credit_type=credit_type, text=text)


def draft(**values: Any) -> Draft:
    """Return a course that breaks nothing."""
    fields: dict[str, Any] = {
        "prose": ((("description",), "How to treat a reaction."),),
        "provider": "riverside",
        "joint_provider": "",
        "references": "1. A source.",
        "estimated_minutes": 60,
        "chapter_minutes": 45,
        "released_on": RELEASED,
        "reviewed_on": None,
        "review_recorded": False,
        "expires_on": EXPIRES,
        "pass_mark": 70,
        "attempts": 3,
        "people": (person(tie()),),
        "support": (Gift(company="Acme", kind="grant", nature="", agreement_on=dt.date(2026, 1, 14)),),
        "offers": (offer(), arrt()),
        "statements": (
            statement("accreditation"),
            statement("joint-accreditation"),
            statement("designation", "ama-pra-1"),
            statement("designation", "aapa-1"),
            statement("designation", "ca-brn"),
        ),
        "evaluated_by": frozenset({"riverside"}),
        "objectives": ("recognize",),
        "measured": frozenset({"recognize"}),
        "previous": None,
    }
    return Draft(**{**fields, **values})


def test_a_course_that_breaks_nothing_has_no_breaches() -> None:
    assert breaches(draft(), TODAY) == ()


ONE_CHANGE: list[tuple[str, dict[str, Any], Breach | None]] = [
    (
        "R4 the last day of three years is allowed",
        {"expires_on": dt.date(2029, 1, 14)},
        None,
    ),
    (
        "R4 a day later is not",
        {"expires_on": dt.date(2029, 1, 15)},
        Breach(
            "R4",
            "expiry-too-late",
            ("dates", "expires"),
            {"latest": dt.date(2029, 1, 14), "reviewed": RELEASED},
        ),
    ),
    (
        "R4 a review begins three new years",
        {"reviewed_on": dt.date(2027, 1, 15), "expires_on": dt.date(2030, 1, 14), "people": (person(tie()),)},
        None,
    ),
    (
        "R1 a review comes after the release",
        {"reviewed_on": dt.date(2026, 1, 14)},
        Breach("R1", "review-before-release", ("dates", "reviewed")),
    ),
    (
        "R5 the same expiry needs no review",
        {"previous": Term(reviewed_on=RELEASED, expires_on=EXPIRES)},
        None,
    ),
    (
        "R5 a later expiry needs one",
        {"previous": Term(reviewed_on=RELEASED, expires_on=dt.date(2028, 12, 30))},
        Breach("R5", "extended-without-review", ("dates", "expires"), {"before": dt.date(2028, 12, 30)}),
    ),
    (
        "R5 a new review without a record is not enough",
        {
            "previous": Term(reviewed_on=RELEASED, expires_on=dt.date(2028, 12, 30)),
            "reviewed_on": dt.date(2026, 1, 16),
        },
        Breach("R5", "review-not-recorded", ("dates", "reviewed")),
    ),
    (
        "R5 a new review with a record is",
        {
            "previous": Term(reviewed_on=RELEASED, expires_on=dt.date(2028, 12, 30)),
            "reviewed_on": dt.date(2026, 1, 16),
            "review_recorded": True,
        },
        None,
    ),
    ("R12 disclosed on the day of release", {"people": (person(disclosed_on=RELEASED),)}, None),
    (
        "R12 disclosed the day after",
        {"people": (person(disclosed_on=dt.date(2026, 1, 16)),)},
        Breach("R12", "disclosed-late", ("faculty", 0, "disclosed_on"), {"name": "Mei Chen", "by": RELEASED}),
    ),
    ("R12 disclosed 24 months before", {"people": (person(disclosed_on=dt.date(2024, 1, 15)),)}, None),
    (
        "R12 disclosed a day earlier",
        {"people": (person(disclosed_on=dt.date(2024, 1, 14)),)},
        Breach(
            "R12",
            "disclosure-old",
            ("faculty", 0, "disclosed_on"),
            {"name": "Mei Chen", "earliest": dt.date(2024, 1, 15)},
        ),
    ),
    (
        "R12 relevant and not mitigated",
        {"people": (person(tie(mitigation="")),)},
        Breach("R12", "unmitigated", ROLE, {"name": "Mei Chen", "company": "Acme"}),
    ),
    ("R12 not relevant, nothing to mitigate", {"people": (person(tie(relevant=False, mitigation="")),)}, None),
    (
        "R13 an owner",
        {"people": (person(tie(tie="owner")),)},
        Breach("R13", "owner", ROLE, {"name": "Mei Chen", "company": "Acme"}),
    ),
    (
        "R13 an employee",
        {"people": (person(tie(tie="employee")),)},
        Breach("R13", "employee", ROLE, {"name": "Mei Chen", "company": "Acme"}),
    ),
    ("R13 an employee under an exception", {"people": (person(tie(tie="employee", exception="basic-science")),)}, None),
    ("R14 joint with its text", {"joint_provider": "City Clinic"}, None),
    (
        "R14 joint without its text",
        {
            "joint_provider": "City Clinic",
            "statements": (statement("accreditation"), statement("designation", "ama-pra-1")),
        },
        Breach(
            "R14",
            "statement",
            ("credit", 0, "type"),
            {"provider": "riverside", "kind": "joint-accreditation", "type": "ama-pra-1"},
        ),
    ),
    (
        "R15 joint with a company that supports",
        {"joint_provider": "ACME"},
        Breach("R15", "joint-provider-ineligible", ("joint_provider",), {"company": "ACME"}),
    ),
    (
        "R16 the agreement on the day of release",
        {"support": (Gift(company="Acme", kind="grant", nature="", agreement_on=RELEASED),)},
        Breach(
            "R16",
            "agreement-late",
            ("commercial_support", 0, "agreement_on"),
            {"company": "Acme", "released": RELEASED},
        ),
    ),
    (
        "R16 in kind without saying what",
        {"support": (Gift(company="Acme", kind="in-kind", nature="", agreement_on=dt.date(2026, 1, 14)),)},
        Breach("R16", "in-kind-unnamed", ("commercial_support", 0), {"company": "Acme"}),
    ),
    (
        "R19 credit pending in the prose",
        {"prose": ((("summary",), "AMA credit is\npending."),)},
        Breach("R19", "credit-pending", ("summary",), {"words": "credit is pending"}),
    ),
    (
        "R19 credit applied for",
        {"prose": ((("summary",), "We have applied for CE credit."),)},
        Breach("R19", "credit-pending", ("summary",), {"words": "applied for CE credit"}),
    ),
    ("R19 pending labs are no credit", {"prose": ((("summary",), "Treat with cultures pending."),)}, None),
    (
        "R30 a course with CE credit and no limit",
        {"attempts": None},
        Breach("R30", "attempts", ("requirements", "attempts"), {"type": "arrt-a", "most": 3}),
    ),
    (
        "R30 a course with CE credit and four attempts",
        {"attempts": 4},
        Breach("R30", "attempts", ("requirements", "attempts"), {"type": "arrt-a", "most": 3}),
    ),
    ("R30 a course with CME only and no limit", {"attempts": None, "offers": (offer(),)}, None),
    (
        "R3 chapters longer than the course",
        {"chapter_minutes": 61},
        Breach("R3", "chapters-too-long", ("estimated_minutes",), {"chapters": 61, "estimated": 60}),
    ),
    (
        "an objective that nothing measures",
        {"objectives": ("recognize", "treat")},
        Breach("1.4", "unmeasured", ("objectives", 1), {"key": "treat"}),
    ),
    (
        "R1 no accreditation text",
        {"statements": (statement("designation", "ama-pra-1"),)},
        Breach(
            "R1",
            "statement",
            ("credit", 0, "type"),
            {"provider": "riverside", "kind": "accreditation", "type": "ama-pra-1"},
        ),
    ),
    (
        "R1 no designation text for this type",
        {"statements": (statement("accreditation"), statement("designation", "ancc"))},
        Breach(
            "R1",
            "statement",
            ("credit", 0, "type"),
            {"provider": "riverside", "kind": "designation", "type": "ama-pra-1"},
        ),
    ),
    ("AMA without sources", {"references": ""}, Breach("1.4", "references", ("references",))),
    (
        "R37 no form of the provider",
        {"evaluated_by": frozenset(), "offers": (offer(),)},
        Breach("R37", "evaluation", ("credit", 0), {"provider": "riverside", "type": "ama-pra-1"}),
    ),
]


@pytest.mark.parametrize(("change", "expected"), [row[1:] for row in ONE_CHANGE], ids=[row[0] for row in ONE_CHANGE])
def test_one_change_to_the_course(change: dict[str, Any], expected: Breach | None) -> None:
    assert breaches(draft(**change), TODAY) == ((expected,) if expected else ())


def at(*rest: str) -> tuple[str | int, ...]:
    """Return a place in the first offer."""
    return ("credit", 0, *rest)


ONE_OFFER: list[tuple[str, DraftOffer, Breach | None]] = [
    (
        "an unknown type",
        offer(credit_type="ama-pra-9"),
        Breach("R1", "credit-type", at("type"), {"type": "ama-pra-9", "known": ", ".join(codes())}),
    ),
    (
        "R2 a tenth of a credit",
        offer(amount=Decimal("1.10")),
        Breach("R2", "amount", at("amount"), {"amount": Decimal("1.10"), "step": Decimal("0.25")}),
    ),
    (
        "R3 a quarter too much",
        offer(amount=Decimal("1.25")),
        Breach("R3", "time", at("amount"), {"amount": Decimal("1.25"), "needed": 75, "estimated": 60}),
    ),
    (
        "R6 the end before the start",
        offer(valid_to=dt.date(2026, 1, 14)),
        Breach("R6", "valid-backward", at("valid", "to")),
    ),
    (
        "R6 longer than the course",
        offer(valid_to=dt.date(2029, 1, 1)),
        Breach("R6", "valid-after-expiry", at("valid", "to"), {"expires": EXPIRES}),
    ),
    (
        "R6 before the release",
        offer(valid_from=dt.date(2026, 1, 14)),
        Breach("R6", "valid-before-release", at("valid", "from"), {"released": RELEASED}),
    ),
    ("R7 certified on the first day", offer(certified_on=RELEASED), None),
    ("R8 no approver", arrt(approver=""), Breach("R8", "element", at(), {"field": "approver", "type": "arrt-a"})),
    (
        "R8 no reference number",
        arrt(reference_number=""),
        Breach("R8", "element", at(), {"field": "reference_number", "type": "arrt-a"}),
    ),
    ("R8 no category", arrt(category=None), Breach("R8", "element", at(), {"field": "category", "type": "arrt-a"})),
    ("R9 A+ from an RCEEM", arrt(category="A+"), Breach("R9", "a-plus", at("category"), {"approver": "ASRT"})),
    (
        "R8 a category that the type does not have",
        offer(category="A"),
        Breach("R8", "category", at("category"), {"category": "A", "type": "ama-pra-1"}),
    ),
    (
        "R2 less than an hour for California",
        brn(amount=Decimal("0.99")),
        Breach("R2", "amount-small", at("amount"), {"least": Decimal(1), "type": "ca-brn"}),
    ),
    ("R2 an hour for California", brn(amount=Decimal("1.00")), None),
    ("R6 a year for AAPA", aapa(valid_to=dt.date(2027, 1, 14)), None),
    (
        "R6 a day more than a year for AAPA",
        aapa(valid_to=dt.date(2027, 1, 15)),
        Breach("R6", "valid-too-long", at("valid", "to"), {"latest": dt.date(2027, 1, 14), "type": "aapa-1"}),
    ),
    (
        "R1 nurses' hours under a text for physicians' education",
        offer(credit_type="ancc", evaluation_required=False),
        Breach("R1", "statement", at("type"), {"provider": "riverside", "kind": "accreditation", "type": "ancc"}),
    ),
    ("R9 A+ from an RCEEM+", arrt(category="A+", rceem_plus=True), None),
    ("R29 the least mark", arrt(pass_mark=75), None),
    (
        "R29 one below",
        arrt(pass_mark=74),
        Breach("R29", "pass-mark", at("pass_mark"), {"least": 75, "type": "arrt-a"}),
    ),
    (
        "R33 below the course's",
        offer(pass_mark=69),
        Breach("R29", "pass-mark", at("pass_mark"), {"least": 70, "type": "ama-pra-1"}),
    ),
    (
        "R29 four attempts",
        arrt(attempts=4),
        Breach("R29", "offer-attempts", at("attempts"), {"most": 3, "type": "arrt-a"}),
    ),
    (
        "R37 AMA without evaluation",
        offer(evaluation_required=False),
        Breach("R37", "evaluation-locked", at("evaluation_required"), {"type": "ama-pra-1"}),
    ),
]


@pytest.mark.parametrize(("changed", "expected"), [row[1:] for row in ONE_OFFER], ids=[row[0] for row in ONE_OFFER])
def test_one_change_to_an_offer(changed: DraftOffer, expected: Breach | None) -> None:
    assert breaches(draft(offers=(changed,)), TODAY) == ((expected,) if expected else ())


AWARDING = "The learner is awarded [number of credits] AMA PRA Category 1 Credit(s)™."


def on_file(kind: str, credit_type: str) -> tuple[StatementOnFile, ...]:
    """Return the texts that AMA credit asks for, and one that awards it."""
    awarding = StatementOnFile(provider="riverside", kind=kind, credit_type=credit_type, text=AWARDING)
    return (statement("accreditation"), statement("designation", "ama-pra-1"), awarding)


@pytest.mark.parametrize("credit_type", ["", "participation"])
def test_r40_a_participation_text_that_awards_ama_credit_is_a_breach(credit_type: str) -> None:
    texts, took_part = on_file("participation", credit_type), offer(credit_type="participation")
    assert breaches(draft(offers=(offer(),), statements=texts), TODAY) == ()
    assert breaches(draft(offers=(offer(), took_part), statements=texts), TODAY) == (
        Breach(
            "R40",
            "awards-ama",
            ("credit", 1, "type"),
            {"provider": "riverside", "kind": "participation", "type": "participation"},
        ),
    )


def test_r40_a_designation_text_of_other_credit_that_awards_ama_credit_is_a_breach() -> None:
    found = breaches(draft(offers=(arrt(),), statements=on_file("designation", "arrt-a")), TODAY)
    data = {"provider": "riverside", "kind": "designation", "type": "arrt-a"}
    assert found == (Breach("R40", "awards-ama", at("type"), data),)


def test_r40_the_text_of_another_provider_is_no_matter() -> None:
    others = StatementOnFile(provider="aspen", kind="participation", credit_type="", text=AWARDING)
    texts = (statement("accreditation"), statement("designation", "ama-pra-1"), others)
    assert breaches(draft(offers=(offer(credit_type="participation"),), statements=texts), TODAY) == ()


def test_credit_certified_tomorrow_is_not_published_today() -> None:
    later = offer(certified_on=TODAY)
    day_before = TODAY - dt.timedelta(days=1)
    assert breaches(draft(offers=(later,)), TODAY) == ()
    assert breaches(draft(offers=(later,)), day_before) == (
        Breach("R19", "not-certified", at("certified_on"), {"today": day_before}),
    )


def test_credit_certified_after_it_begins_is_a_breach() -> None:
    late = dt.date(2026, 1, 16)
    assert breaches(draft(offers=(offer(certified_on=late),)), late) == (
        Breach("R7", "certified-late", at("certified_on"), {"valid_from": RELEASED}),
    )


@pytest.mark.parametrize("today", [dt.date(2026, 1, 10), TODAY])
def test_credit_that_begins_the_day_after_learners_do_is_a_breach(today: dt.date) -> None:
    later = offer(valid_from=TODAY + dt.timedelta(days=1))
    assert breaches(draft(offers=(offer(),)), today) == ()
    assert breaches(draft(offers=(later,)), today) == (
        Breach("R7", "valid-too-late", at("valid", "from"), {"opens": TODAY}),
    )


def test_credit_approved_after_the_release_is_published_with_a_new_version_on_its_first_day() -> None:
    later = offer(valid_from=dt.date(2026, 6, 1))
    assert breaches(draft(offers=(later,)), dt.date(2026, 6, 1)) == ()


@pytest.mark.parametrize(("minutes", "fits"), [(52, False), (53, True), (67, True), (68, False)])
def test_a_credit_is_sixty_minutes_give_or_take_seven_and_a_half(minutes: int, fits: bool) -> None:
    found = breaches(draft(offers=(offer(),), estimated_minutes=minutes, chapter_minutes=1), TODAY)
    assert (found == ()) is fits


def test_nurses_hours_are_offered_under_a_text_that_names_their_accreditor() -> None:
    joint = statement("accreditation", text="Jointly accredited by the ACCME, the ACPE, and the ANCC.")
    assert breaches(draft(offers=(offer(credit_type="ancc"),), statements=(joint,)), TODAY) == ()


def test_all_breaches_are_found_at_once() -> None:
    course = draft(chapter_minutes=90, references="", offers=(arrt(approver="", pass_mark=10), offer()))
    assert [breach.code for breach in breaches(course, TODAY)] == [
        "chapters-too-long",
        "element",
        "pass-mark",
        "references",
    ]


def test_a_course_that_expires_before_it_is_released_is_a_breach() -> None:
    course = draft(offers=(), expires_on=dt.date(2026, 1, 14))
    assert breaches(course, TODAY) == (Breach("R1", "expiry-before-release", ("dates", "expires")),)


@pytest.mark.parametrize(
    ("reviewed", "latest"),
    [
        (dt.date(2026, 3, 1), dt.date(2029, 2, 28)),
        (dt.date(2025, 3, 1), dt.date(2028, 2, 29)),
        (dt.date(2028, 2, 29), dt.date(2031, 2, 28)),
        (dt.date(2026, 1, 1), dt.date(2028, 12, 31)),
    ],
)
def test_three_years_end_the_day_before_the_anniversary(reviewed: dt.date, latest: dt.date) -> None:
    assert latest_expiry(reviewed) == latest


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        (dt.date(2026, 1, 15), 24, dt.date(2024, 1, 15)),
        (dt.date(2028, 2, 29), 24, dt.date(2026, 2, 28)),
        (dt.date(2026, 12, 31), 1, dt.date(2026, 11, 30)),
        (dt.date(2026, 3, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2026, 1, 1), 1, dt.date(2025, 12, 1)),
    ],
)
def test_months_before_stay_in_their_month(day: dt.date, months: int, earlier: dt.date) -> None:
    assert months_before(day, months) == earlier


@given(st.integers(1, 100), st.none() | st.integers(1, 100), st.none() | st.integers(1, 100))
def test_the_deciding_mark_is_never_below_any_mark(course: int, own: int | None, least: int | None) -> None:
    assert stricter_mark(course, own, least) == max(mark for mark in (course, own, least) if mark is not None)


@pytest.mark.parametrize(("limits", "least"), [((None, None), None), ((3, None), 3), ((3, 2, None), 2)])
def test_the_deciding_limit_is_the_least_that_is_set(limits: tuple[int | None, ...], least: int | None) -> None:
    assert stricter_limit(*limits) == least


def test_every_code_of_the_rules_is_tried_here() -> None:
    written = set(re.findall(r'Breach\("[^"]+", "([^"]+)"', Path(publication.__file__).read_text(encoding="utf-8")))
    tried = {row[2].code for row in [*ONE_CHANGE, *ONE_OFFER] if row[2]}
    assert written - tried == {  # these have tests of their own
        "expiry-before-release",
        "certified-late",
        "not-certified",
        "valid-too-late",
        "awards-ama",
    }
