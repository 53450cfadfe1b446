"""The rules of publication: a course that breaks nothing, then one change a test."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credence.accounts.rules.professions import CODES
from credence.catalog.rules.credit_types import codes
from credence.catalog.rules.strictest import stricter_limit, stricter_mark
from credence.publishing.manuscript.checking import check
from credence.publishing.manuscript.flaws import Place, Severity
from credence.publishing.manuscript.known import Known, Term
from credence.publishing.manuscript.rules.dates import latest_expiry, months_before
from credence.publishing.manuscript.shape.provider import Accreditation
from tests.publishing.manuscripts import (
    AAPA,
    AMA,
    ARRT,
    BRN,
    EXPIRES,
    PERSON,
    RELEASED,
    TEXTS,
    TIE,
    TODAY,
    changed,
    known,
    manuscript,
)

Change = tuple[Place, Any]
Seen = tuple[str, str, Place, dict[str, Any]]
SUPPORT = ("commercial_support", 0)
DISCLOSED, ROLE_BEGAN = ("faculty", 0, "disclosed_on"), ("faculty", 0, "role_began_on")
JOINT = (("joint_provider",), {"name": "City Clinic", "kind": "eligible"})
NO_GIFT = (("commercial_support",), [])
CHEN = {"person": "Mei Chen", "company": "Acme"}
TIE_AT = ("faculty", 0, "disclosures", 0)
FIRST = ("credit", 0)
DAY = dt.timedelta(days=1)
NURSES = {**AMA, "type": "ancc"}
PLANNED = (("faculty", 0), {**PERSON, "role": "planner", "profession": "nurse"})


def seen(*changes: Change, around: Known | None = None, today: dt.date = TODAY) -> list[Seen]:
    """Return rule, code, place and particulars of every flaw after some changes."""
    flaws = check(manuscript(*changes), around or known(), today)
    return [(flaw.rule, flaw.code, flaw.place, dict(flaw.data)) for flaw in flaws]


def alone(offer: dict[str, Any], *changes: Change) -> Change:
    """Return the change that leaves a course with this offer only."""
    return ("credit",), [changed(offer, *changes)]


def before(expires: str) -> Known:
    """Return the surroundings of a course that is published already, until `expires`."""
    return known(terms={"sepsis": Term(reviewed_on=TODAY, expires_on=dt.date.fromisoformat(expires))})


def day(text: str) -> dt.date:
    """Return a day."""
    return dt.date.fromisoformat(text)


def test_a_course_that_breaks_nothing_has_no_flaws() -> None:
    assert seen() == []


ONE_CHANGE: list[tuple[str, list[Change], Seen | None]] = [
    ("R4 the last day of three years is allowed", [(("dates", "expires"), "2029-01-14")], None),
    (
        "R4 a day later is not",
        [(("dates", "expires"), "2029-01-15")],
        ("R4", "expiry-too-late", ("dates", "expires"), {"latest": day("2029-01-14"), "reviewed": TODAY}),
    ),
    (
        "R1 a review comes after the release",
        [(("dates", "reviewed"), "2026-01-14")],
        ("R1", "review-before-release", ("dates", "reviewed"), {}),
    ),
    ("R12 disclosed on the day on which the role began", [(DISCLOSED, "2025-12-03")], None),
    (
        "R12 disclosed the day after",
        [(DISCLOSED, "2025-12-04")],
        ("R12", "disclosed-late", DISCLOSED, {"person": "Mei Chen", "by": day("2025-12-03")}),
    ),
    (
        "R12 disclosed tomorrow",
        [(DISCLOSED, "2026-01-16")],
        ("R12", "disclosed-ahead", DISCLOSED, {"person": "Mei Chen"}),
    ),
    (
        "R12 a role of which nobody knows when it began",
        [(ROLE_BEGAN, None)],
        ("R12", "role-undated", ROLE_BEGAN, {"person": "Mei Chen"}),
    ),
    ("R12 a role that began with the release", [(ROLE_BEGAN, RELEASED)], None),
    (
        "R12 a role that begins tomorrow",
        [(ROLE_BEGAN, "2026-01-16")],
        ("R12", "role-ahead", ROLE_BEGAN, {"person": "Mei Chen"}),
    ),
    (
        "R12 mitigated the day after the role began",
        [((*TIE_AT, "mitigated_on"), "2025-12-04")],
        ("R12", "mitigation-late", (*TIE_AT, "mitigated_on"), {**CHEN, "by": day("2025-12-03")}),
    ),
    (
        "R12 mitigated tomorrow",
        [((*TIE_AT, "mitigated_on"), "2026-01-16")],
        ("R12", "mitigation-ahead", (*TIE_AT, "mitigated_on"), CHEN),
    ),
    (
        "R12 mitigated nobody knows when",
        [((*TIE_AT, "mitigated_on"), None)],
        ("R12", "mitigation-undated", (*TIE_AT, "mitigated_on"), CHEN),
    ),
    (
        "R5 reviewed tomorrow",
        [(("dates", "reviewed"), "2026-01-16")],
        ("R5", "review-ahead", ("dates", "reviewed"), {}),
    ),
    (
        "R4 a release to come makes the term no longer",
        [
            (("dates",), {"released": "2026-01-20", "expires": "2029-01-15"}),
            (("credit", 0, "valid", "from"), "2026-01-20"),
            (("credit", 1, "valid", "from"), "2026-01-20"),
        ],
        ("R4", "expiry-too-late", ("dates", "expires"), {"latest": day("2029-01-14"), "reviewed": TODAY}),
    ),
    ("R12 disclosed 24 months before", [(("faculty", 0, "disclosed_on"), "2024-01-15")], None),
    (
        "R12 disclosed a day earlier",
        [(("faculty", 0, "disclosed_on"), "2024-01-14")],
        (
            "R12",
            "disclosure-old",
            ("faculty", 0, "disclosed_on"),
            {"person": "Mei Chen", "earliest": day("2024-01-15")},
        ),
    ),
    (
        "R12 relevant and not mitigated",
        [((*TIE_AT, "mitigation"), None)],
        ("R12", "unmitigated", (*TIE_AT, "mitigation"), CHEN),
    ),
    ("R12 not relevant, nothing to mitigate", [(TIE_AT, {**TIE, "relevant": False, "mitigation": ""})], None),
    (
        "R13 an owner",
        [((*TIE_AT, "tie"), "owner")],
        ("R13", "owner", TIE_AT, CHEN),
    ),
    (
        "R13 an employee",
        [((*TIE_AT, "tie"), "employee")],
        ("R13", "employee", (*TIE_AT, "exception"), CHEN),
    ),
    ("R13 an employee under an exception", [(TIE_AT, {**TIE, "tie": "employee", "exception": "basic-science"})], None),
    ("R13 an owner of a hospital", [(TIE_AT, {**TIE, "tie": "owner", "company_kind": "eligible"}), NO_GIFT], None),
    ("R14 joint with its text", [JOINT], None),
    (
        "R15 joint with a company that supports",
        [(("joint_provider",), {"name": "The ACME Co., Inc.", "kind": "eligible"})],
        ("R15", "joint-provider-ineligible", ("joint_provider",), {"company": "The ACME Co., Inc."}),
    ),
    (
        "R15 joint with an ineligible company",
        [(("joint_provider",), {"name": "Northfield", "kind": "ineligible"})],
        ("R15", "joint-provider-ineligible", ("joint_provider",), {"company": "Northfield"}),
    ),
    (
        "R15 joint with nobody knows what",
        [(("joint_provider",), "City Clinic")],
        ("R15", "joint-provider-unknown", ("joint_provider",), {"company": "City Clinic"}),
    ),
    (
        "R15 one company of two kinds",
        [((*SUPPORT, "company_kind"), "eligible")],
        ("R15", "two-kinds", (*SUPPORT, "company_kind"), {"company": "Acme"}),
    ),
    (
        "a profession that nobody has",
        [(("faculty", 0, "profession"), "wizard")],
        ("", "no-profession", ("faculty", 0, "profession"), {"profession": "wizard", "professions": ", ".join(CODES)}),
    ),
    (
        "R16 the agreement on the day of release",
        [((*SUPPORT, "agreement_on"), RELEASED)],
        ("R16", "agreement-late", (*SUPPORT, "agreement_on"), {"company": "Acme", "released": TODAY}),
    ),
    (
        "R16 in kind without saying what",
        [((*SUPPORT, "kind"), "in-kind")],
        ("R16", "in-kind-unnamed", (*SUPPORT, "nature"), {"company": "Acme"}),
    ),
    (
        "R19 credit pending in the prose",
        [(("summary",), "AMA credit is\npending.")],
        ("R19", "credit-pending", ("summary",), {"words": "credit is pending"}),
    ),
    (
        "R19 credit applied for",
        [(("summary",), "We have applied for CE credit.")],
        ("R19", "credit-pending", ("summary",), {"words": "applied for CE credit"}),
    ),
    (
        "R19 credit announced behind a name",
        [(("faculty", 0, "affiliation"), "Riverside, CME approval pending")],
        ("R19", "credit-pending", ("faculty", 0, "affiliation"), {"words": "CME approval pending"}),
    ),
    ("R19 pending labs are no credit", [(("summary",), "Treat with cultures pending.")], None),
    (
        "R30 a course with CE credit and no limit",
        [(("requirements",), {"pass_mark": 70, "attempts": None})],
        ("R30", "attempts", ("requirements", "attempts"), {"type": "arrt-a", "most": 3}),
    ),
    (
        "R30 a course with CE credit and four attempts",
        [(("requirements", "attempts"), 4)],
        ("R30", "attempts", ("requirements", "attempts"), {"type": "arrt-a", "most": 3}),
    ),
    (
        "R30 a course with CME only and no limit",
        [(("requirements",), {"pass_mark": 70, "attempts": None}), (("credit",), [AMA])],
        None,
    ),
    (
        "R3 chapters longer than the course",
        [(("estimated_minutes",), 56)],
        ("R3", "chapters-too-long", ("estimated_minutes",), {"chapters": 57, "estimated": 56}),
    ),
    (
        "an objective that nothing measures",
        [(("objectives", 1), {"key": "treat", "text": "Treat it."})],
        ("1.4", "unmeasured", ("objectives", 1), {"key": "treat"}),
    ),
    ("AMA without sources", [(("references",), None)], ("1.4", "references", ("references",), {})),
    (
        "R37 no form of the provider",
        [(("evaluations",), None), (("credit",), [AMA])],
        ("R37", "evaluation", FIRST, {"provider": "riverside", "type": "ama-pra-1"}),
    ),
]


@pytest.mark.parametrize(("changes", "expected"), [row[1:] for row in ONE_CHANGE], ids=[row[0] for row in ONE_CHANGE])
def test_one_change_to_the_course(changes: list[Change], expected: Seen | None) -> None:
    assert seen(*changes) == ([expected] if expected else [])


def test_r5_a_later_expiry_needs_a_review() -> None:
    data = {"before": day("2028-12-30")}
    assert seen(around=before(EXPIRES)) == []
    assert seen(around=before("2028-12-30")) == [("R5", "extended-without-review", ("dates", "expires"), data)]


def test_r9_a_provider_that_knows_an_approver_better_is_believed() -> None:
    higher = alone({**ARRT, "category": "A+", "approver": "A.C.R."})
    assert seen(higher, around=known(approvers={"riverside": {"acr": True}})) == []
    lower = known(approvers={"riverside": {"asrt": False}})
    assert [code for _, code, _, _ in seen(alone({**ARRT, "category": "A+"}), around=lower)] == ["a-plus"]


def accredited(*terms: tuple[str, str | None, str]) -> Known:
    """Return the surroundings of a provider with these accreditations: first and last day, and status."""
    rows = [
        Accreditation.model_validate({"body": "ACCME", "from": first, "to": last, "status": status})
        for first, last, status in terms
    ]
    return known(accreditations={"riverside": tuple(rows)})


@pytest.mark.parametrize(
    ("terms", "gap"),
    [
        ([("2020-01-01", None, "accredited")], None),
        ([("2020-01-01", EXPIRES, "probation")], None),
        ([("2020-01-01", "2027-06-30", "accredited"), ("2027-07-01", "2031-06-30", "accredited")], None),
        ([("2020-01-01", "2028-12-30", "accredited")], EXPIRES),
        ([("2020-01-01", "2027-06-30", "accredited"), ("2027-07-02", None, "accredited")], "2027-07-01"),
        ([("2026-01-16", None, "provisional")], RELEASED),
        ([("2020-01-01", None, "ended")], RELEASED),
    ],
)
def test_r1_no_credit_reaches_past_an_accreditation(terms: list[tuple[str, str | None, str]], gap: str | None) -> None:
    data = {"provider": "riverside", "type": "ama-pra-1", "gap": day(gap or EXPIRES)}
    expected = [("R1", "accreditation-ended", (*FIRST, "valid", "to"), data)] if gap else []
    assert seen(around=accredited(*terms)) == expected


def test_r1_a_provider_without_accreditations_on_record_is_only_told() -> None:
    data = {"provider": "riverside", "type": "ama-pra-1"}
    unrecorded = known(accreditations={})
    assert seen(around=unrecorded) == [("R1", "accreditation-unrecorded", (*FIRST, "provider"), data)]
    assert [flaw.blocks for flaw in check(manuscript(), unrecorded, TODAY)] == [False]


def test_a_provider_on_probation_begins_no_joint_course() -> None:
    around = accredited(("2020-01-01", None, "probation"))
    data = {"provider": "riverside", "body": "ACCME"}
    assert seen(around=around) == []
    assert seen(JOINT, around=around) == [("R14", "joint-on-probation", (*FIRST, "provider"), data)]


def test_r15_a_company_known_from_another_course_is_no_joint_provider() -> None:
    assert seen(JOINT, around=known(ineligible=frozenset({"northfield"}))) == []
    company = {"company": "City Clinic"}
    assert seen(JOINT, around=known(ineligible=frozenset({"city clinic"}))) == [
        ("R15", "joint-provider-ineligible", ("joint_provider",), company)
    ]


ANCC_TEXTS = {**TEXTS, ("accreditation", "ancc"): "[provider] is accredited by the ANCC."}


@pytest.mark.parametrize(
    ("person", "planned"),
    [
        ({"role": "planner", "profession": "nurse"}, True),
        ({"role": "director", "credentials": "MSN, RN"}, True),
        ({"role": "planner", "credentials": "RN", "profession": "physician"}, False),
        ({"role": "planner", "credentials": "RT(R)"}, False),
        ({"role": "author", "profession": "nurse"}, False),
    ],
)
def test_hours_for_nurses_are_planned_by_a_nurse(person: dict[str, str], planned: bool) -> None:
    around = known(ANCC_TEXTS)
    changes = [alone(NURSES), (("faculty", 0), {**PERSON, **person})]
    expected = [] if planned else [("", "no-planner", ("faculty",), {"type": "ancc"})]
    assert seen(*changes, around=around) == expected
    blocks = [flaw.blocks for flaw in check(manuscript(*changes), around, TODAY)]
    assert blocks == ([person["role"] == "planner"] if expected else [])


def test_r5_a_new_review_is_recorded() -> None:
    tomorrow, review = TODAY + DAY, {"by": "Dana Reyes, MD", "outcome": "Content current."}
    changes = [(("dates", "reviewed"), tomorrow.isoformat())]
    assert seen(*changes, around=before("2028-12-30"), today=tomorrow) == [
        ("R5", "review-not-recorded", ("review",), {})
    ]
    assert seen(*changes, (("review",), review), around=before("2028-12-30"), today=tomorrow) == []


def missing(rule: str, kind: str) -> list[Seen]:
    """Return what is seen of a text that AMA credit needs."""
    data = {"provider": "riverside", "kind": kind, "type": "ama-pra-1"}
    return [(rule, "statement", ("credit", 0, "type"), data)]


def without(*kinds: str) -> Known:
    """Return the surroundings without some texts of the provider."""
    return known({key: text for key, text in TEXTS.items() if key[0] not in kinds})


def test_r1_ama_credit_needs_an_accreditation_and_a_designation() -> None:
    assert seen(around=without("accreditation")) == missing("R1", "accreditation")
    assert seen(around=without("designation")) == missing("R1", "designation")
    others = known({**TEXTS, ("designation", "ancc"): "For nurses."} | {("designation", "ama-pra-1"): "Words."})
    assert seen(around=others) == []


def test_r14_a_joint_course_needs_the_joint_text() -> None:
    assert seen(JOINT, around=without("joint-accreditation")) == missing("R14", "joint-accreditation")
    assert seen(JOINT, around=without("accreditation")) == []


ONE_OFFER: list[tuple[str, Change, Seen | None]] = [
    (
        "an unknown type",
        alone({**AMA, "type": "ama-pra-9"}),
        ("R1", "credit-type", (*FIRST, "type"), {"type": "ama-pra-9", "known": ", ".join(codes())}),
    ),
    (
        "R2 a tenth of a credit",
        alone({**AMA, "amount": "1.10"}),
        ("R2", "amount", (*FIRST, "amount"), {"amount": Decimal("1.10"), "step": Decimal("0.25")}),
    ),
    (
        "R6 the end before the start",
        alone(AMA, (("valid", "to"), "2026-01-14")),
        ("R6", "valid-backward", (*FIRST, "valid", "to"), {}),
    ),
    (
        "R6 longer than the course",
        alone(AMA, (("valid", "to"), "2029-01-01")),
        ("R6", "valid-after-expiry", (*FIRST, "valid", "to"), {"expires": day(EXPIRES)}),
    ),
    (
        "R6 before the release",
        alone(AMA, (("valid", "from"), "2026-01-14")),
        ("R6", "valid-before-release", (*FIRST, "valid", "from"), {"released": TODAY}),
    ),
    ("R7 certified on the first day", alone({**AMA, "certified_on": RELEASED}), None),
    (
        "R8 no approver",
        alone({**ARRT, "approver": ""}),
        ("R8", "element", (*FIRST, "approver"), {"type": "arrt-a"}),
    ),
    (
        "R8 no reference number",
        alone({**ARRT, "reference_number": ""}),
        ("R8", "element", (*FIRST, "reference_number"), {"type": "arrt-a"}),
    ),
    (
        "R8 no category",
        alone(ARRT, (("category",), None)),
        ("R8", "element", (*FIRST, "category"), {"type": "arrt-a"}),
    ),
    (
        "R9 A+ from an RCEEM, whatever the author says",
        alone({**ARRT, "category": "A+", "approver": "ACR", "rceem_plus": True}),
        ("R9", "a-plus", (*FIRST, "category"), {"approver": "ACR"}),
    ),
    (
        "R8 a category that the type does not have",
        alone({**AMA, "category": "A"}),
        ("R8", "category", (*FIRST, "category"), {"category": "A", "type": "ama-pra-1"}),
    ),
    (
        "R2 less than an hour for California",
        alone({**BRN, "amount": "0.99"}),
        ("R2", "amount-small", (*FIRST, "amount"), {"least": Decimal(1), "type": "ca-brn"}),
    ),
    ("R2 an hour for California", alone(BRN), None),
    ("R6 a year for AAPA", alone(AAPA), None),
    (
        "R6 a day more than a year for AAPA",
        alone(AAPA, (("valid", "to"), "2027-01-15")),
        ("R6", "valid-too-long", (*FIRST, "valid", "to"), {"latest": day("2027-01-14"), "type": "aapa-1"}),
    ),
    (
        "R1 nurses' hours under a text for physicians' education",
        (("credit",), [NURSES]),
        ("R1", "statement", (*FIRST, "type"), {"provider": "riverside", "kind": "accreditation", "type": "ancc"}),
    ),
    ("R9 A+ from an RCEEM+", alone({**ARRT, "category": "A+"}), None),
    ("R29 the least mark", alone({**ARRT, "pass_mark": 75}), None),
    (
        "R29 one below",
        alone({**ARRT, "pass_mark": 74}),
        ("R29", "pass-mark", (*FIRST, "pass_mark"), {"least": 75, "type": "arrt-a"}),
    ),
    (
        "R33 below the course's",
        alone({**AMA, "pass_mark": 69}),
        ("R29", "pass-mark", (*FIRST, "pass_mark"), {"least": 70, "type": "ama-pra-1"}),
    ),
    (
        "R29 four attempts",
        alone({**ARRT, "attempts": 4}),
        ("R29", "offer-attempts", (*FIRST, "attempts"), {"most": 3, "type": "arrt-a"}),
    ),
    (
        "R37 AMA without evaluation",
        alone({**AMA, "evaluation_required": False}),
        ("R37", "evaluation-locked", (*FIRST, "evaluation_required"), {"type": "ama-pra-1"}),
    ),
]


@pytest.mark.parametrize(("change", "expected"), [row[1:] for row in ONE_OFFER], ids=[row[0] for row in ONE_OFFER])
def test_one_change_to_an_offer(change: Change, expected: Seen | None) -> None:
    assert seen(change, PLANNED) == ([expected] if expected else [])


AWARDING = "The learner is awarded [number of credits] AMA PRA Category 1 Credit(s)™."
TOOK_PART = {**AMA, "type": "participation"}


@pytest.mark.parametrize("credit_type", ["", "participation"])
def test_r40_a_participation_text_that_awards_ama_credit_is_a_flaw(credit_type: str) -> None:
    around = known({**TEXTS, ("participation", credit_type): AWARDING})
    assert seen(alone(AMA), around=around) == []
    data = {"provider": "riverside", "kind": "participation", "type": "participation"}
    assert seen((("credit",), [AMA, TOOK_PART]), around=around) == [("R40", "awards-ama", ("credit", 1, "type"), data)]


def test_r40_a_designation_text_of_other_credit_that_awards_ama_credit_is_a_flaw() -> None:
    around = known({**TEXTS, ("designation", "arrt-a"): AWARDING})
    data = {"provider": "riverside", "kind": "designation", "type": "arrt-a"}
    assert seen(alone(ARRT), around=around) == [("R40", "awards-ama", (*FIRST, "type"), data)]


def test_r40_the_text_of_another_provider_is_no_matter() -> None:
    mine = known()
    others = known({("participation", ""): AWARDING}).statements["riverside"]
    around = known(statements={**mine.statements, "aspen": others})
    assert seen((("credit",), [AMA, TOOK_PART]), around=around) == []


def test_credit_certified_tomorrow_is_not_published_today() -> None:
    later, yesterday = alone({**AMA, "certified_on": RELEASED}), TODAY - DAY
    assert seen(later) == []
    assert seen(later, today=yesterday) == [("R19", "not-certified", (*FIRST, "certified_on"), {"today": yesterday})]


def test_credit_certified_after_it_begins_is_a_flaw() -> None:
    late = alone({**AMA, "certified_on": "2026-01-16"})
    assert seen(late, today=TODAY + DAY) == [("R7", "certified-late", (*FIRST, "certified_on"), {"valid_from": TODAY})]


@pytest.mark.parametrize("today", [dt.date(2026, 1, 10), TODAY])
def test_credit_that_begins_the_day_after_learners_do_is_a_flaw(today: dt.date) -> None:
    later = alone(AMA, (("valid", "from"), "2026-01-16"))
    assert seen(alone(AMA), NO_GIFT, today=today) == []
    assert seen(later, NO_GIFT, today=today) == [("R7", "valid-too-late", (*FIRST, "valid", "from"), {"opens": TODAY})]


def test_credit_approved_after_the_release_is_published_with_a_new_version_on_its_first_day() -> None:
    assert seen(alone(AMA, (("valid", "from"), "2026-06-01")), today=dt.date(2026, 6, 1)) == []


@pytest.mark.parametrize(("minutes", "fits"), [(52, False), (53, True), (67, True), (68, False)])
def test_a_credit_is_sixty_minutes_give_or_take_seven_and_a_half(minutes: int, fits: bool) -> None:
    found = seen(alone(AMA), (("estimated_minutes",), minutes), (("chapters", 0, "minutes"), 52))
    assert ([code for _, code, _, _ in found if code == "time"] == []) is fits


def test_a_quarter_too_much_is_more_than_what_is_told_and_more_than_what_is_measured() -> None:
    too_much = {"amount": Decimal("1.25"), "needed": 75}
    assert seen(alone({**AMA, "amount": "1.25"})) == [
        ("R3", "time", (*FIRST, "amount"), {**too_much, "estimated": 60}),
        ("R3", "credit-unmeasured", (*FIRST, "amount"), {**too_much, "measured": 62}),
    ]


def test_nurses_hours_are_offered_under_a_text_that_names_their_accreditor() -> None:
    joint = known({**TEXTS, ("accreditation", ""): "Jointly accredited by the ACCME, the ACPE, and the ANCC."})
    assert seen(alone(NURSES), PLANNED, around=joint) == []


def test_r36_a_course_whose_chapters_are_shorter_than_the_credit_of_arrt_is_told_and_may_be_published() -> None:
    data = {"type": "arrt-a", "needed": 50, "counted": 49}
    (flaw,) = check(manuscript(alone(ARRT), (("chapters", 0, "minutes"), 49)), known(), TODAY)
    assert (flaw.rule, flaw.code, flaw.place, flaw.data) == ("R36", "time-short", (*FIRST, "amount"), data)
    assert flaw.severity is Severity.WARNS
    assert seen(alone(ARRT), (("chapters", 0, "minutes"), 50)) == []


def test_r51_a_provider_without_a_number_of_california_offers_no_hours_of_california() -> None:
    around = known(numbers={"riverside": frozenset({"ACCME"})})
    data = {"provider": "riverside", "type": "ca-brn", "label": "CEP"}
    assert seen(alone(BRN), around=around) == [("R51", "provider-number", (*FIRST, "type"), data)]
    assert seen(alone(BRN), around=known(numbers={"riverside": frozenset({"CEP"})})) == []


def test_all_flaws_are_found_at_once() -> None:
    offers = [{**ARRT, "approver": "", "pass_mark": 10}, AMA]
    longer = (("chapters", 0, "extra"), {"minutes": 6, "reason": "A case."})
    found = seen(longer, (("references",), None), (("credit",), offers))
    assert [code for _, code, _, _ in found if code not in {"estimate-off", "credit-small"}] == [
        "chapters-too-long",
        "element",
        "pass-mark",
        "references",
    ]


def test_a_course_that_expires_before_it_is_released_is_a_flaw() -> None:
    found = seen((("credit",), None), (("dates", "expires"), "2026-01-14"))
    assert found == [("R1", "expiry-before-release", ("dates", "expires"), {})]


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
