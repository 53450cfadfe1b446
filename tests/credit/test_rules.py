"""The rule of credit: each shortfall alone, each boundary, and what holds whatever is done.

The learner of `DONE` has done everything for both standards. The figures are those of docs/credit.md.
"""

import datetime as dt
from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credence.catalog.rules.credit_types import Once
from credence.catalog.rules.repeats import Prior
from credence.credit.queries.kept import evidence_from_json, standard_from_json, to_json
from credence.credit.rules import (
    CONDITIONS,
    FINAL,
    OF_THE_CREDIT,
    OF_THE_PERSON,
    Attempt,
    ClaimFault,
    Evidence,
    Held,
    Missing,
    Shortfall,
    Showing,
    Standard,
    Verdict,
    claim_faults,
    judge,
)

NEW_YORK = "America/New_York"
PASSED_AT = dt.datetime(2026, 3, 2, 2, 30, tzinfo=dt.UTC)  # 1 March, 21:30 in New York
EVALUATED_AT = dt.datetime(2026, 3, 2, 5, 10, tzinfo=dt.UTC)  # 2 March, 0:10 in New York
NOW = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)
LAST_DAY = dt.date(2028, 12, 31)
JOINED = dt.datetime(2024, 1, 5, 12, tzinfo=dt.UTC)
ENROLLED_AT = dt.datetime(2025, 5, 1, tzinfo=dt.UTC)
SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)


def attempt(number: int, right: int, total: int = 15, at: dt.datetime = PASSED_AT) -> Attempt:
    return Attempt(number=number, right=right, total=total, at=at)


def held(*professions: str, since: dt.datetime = JOINED, until: dt.datetime | None = None) -> tuple[Held, ...]:
    return tuple(Held(profession=each, since=since, until=until) for each in professions)


DONE = Evidence(
    profile_complete=True,
    held=held("physician", "radiologic-technologist"),
    identifiers=frozenset({"arrt"}),
    enrolled_at=ENROLLED_AT,
    version=1,
    front_matter=2,
    showings=(Showing(front_matter=2, at=ENROLLED_AT),),
    chapters=("chapter-1",),
    studied=True,
    attempts=(attempt(1, 12),),
    form="cme-2026 v1",
    evaluated_at=EVALUATED_AT,
)
HELD_BEFORE = Prior(completed_on=dt.date(2026, 2, 1), last=LAST_DAY)
BOTH = frozenset({"physician", "radiologic-technologist"})
AMA = Standard(
    credit_type="ama-pra-1",
    amount=Decimal("1.50"),
    step=Decimal("0.25"),
    self_claimed=True,
    attested=True,
    professions=frozenset({"physician", "resident"}),
    licensed=frozenset({"physician", "resident"}),
    certified_on=dt.date(2026, 1, 10),
    valid_from=dt.date(2026, 1, 15),
    valid_to=LAST_DAY,
    zone=NEW_YORK,
    pass_mark=70,
    attempt_limit=None,
    evaluation_required=True,
)
ARRT = replace(
    AMA,
    credit_type="arrt-a",
    amount=Decimal("1.00"),
    self_claimed=False,
    attested=False,
    professions=frozenset({"radiologic-technologist"}),
    licensed=frozenset({"radiologic-technologist"}),
    pass_mark=75,
    attempt_limit=3,
    evaluation_required=False,
)
NUMBERED = replace(ARRT, required_identifiers=(frozenset({"arrt"}),))
PARTICIPATION = replace(
    ARRT,
    credit_type="participation",
    professions=frozenset({"nurse", "physician", "radiologic-technologist", "student"}),
    licensed=frozenset({"nurse", "physician", "radiologic-technologist"}),
    served=frozenset({"physician", "resident", "radiologic-technologist"}),
    pass_mark=70,
    attempt_limit=None,
)
"""For whom a course with AMA and ARRT credit offers no other."""


def missing(evidence: Evidence = DONE, standard: Standard = AMA, now: dt.datetime = NOW) -> list[str]:
    return [each.code for each in judge(evidence, standard, now).shortfalls]


def test_who_has_done_everything_is_due_the_maximum_of_a_self_claimed_credit():
    assert judge(DONE, AMA, NOW) == Verdict(
        due=Decimal("1.50"), completed_on=dt.date(2026, 3, 2), attempt=1, professions=BOTH, shortfalls=()
    )


def test_who_has_done_everything_is_due_all_of_an_approved_credit():
    assert judge(DONE, ARRT, NOW) == Verdict(
        due=Decimal("1.00"), completed_on=dt.date(2026, 3, 1), attempt=1, professions=BOTH, shortfalls=()
    )


LATER = dt.datetime(2028, 12, 31, 20, tzinfo=dt.UTC)
ALONE = [
    (replace(DONE, closed_at=EVALUATED_AT), AMA, NOW, Missing.CLOSED, {"since": dt.date(2026, 3, 2)}),
    (replace(DONE, profile_complete=False), AMA, NOW, Missing.PROFILE, {}),
    (
        replace(DONE, held=held("nurse")),
        AMA,
        NOW,
        Missing.PROFESSION,
        {"professions": ["physician", "resident"], "completed_on": dt.date(2026, 3, 2)},
    ),
    (replace(DONE, prior=(HELD_BEFORE,)), AMA, NOW, Missing.ONCE, {}),
    (DONE, replace(AMA, withdrawn_at=EVALUATED_AT), NOW, Missing.WITHDRAWN, {"since": dt.date(2026, 3, 2)}),
    (DONE, AMA, dt.datetime(2029, 1, 1, 5, tzinfo=dt.UTC), Missing.EXPIRED, {"last": LAST_DAY}),
    (replace(DONE, identifiers=frozenset()), NUMBERED, NOW, Missing.IDENTIFIERS, {"groups": [["arrt"]]}),
    (replace(DONE, showings=()), AMA, NOW, Missing.FRONT_MATTER, {}),
    (replace(DONE, front_matter=3), AMA, NOW, Missing.FRONT_MATTER, {}),
    (replace(DONE, studied=False), AMA, NOW, Missing.STUDY, {}),
    (replace(DONE, studied=False, minutes_left=8), AMA, NOW, Missing.STUDY, {"minutes_left": 8}),
    (replace(DONE, attempts=(attempt(1, 11),)), ARRT, NOW, Missing.PASS_MARK, {"mark": 75, "attempts_left": 2}),
    (replace(DONE, attempts=()), AMA, NOW, Missing.PASS_MARK, {"mark": 70, "attempts_left": None}),
    (
        replace(DONE, attempts=(attempt(1, 11), attempt(2, 3), attempt(3, 11))),
        ARRT,
        NOW,
        Missing.ATTEMPTS,
        {"mark": 75, "limit": 3},
    ),
    (replace(DONE, evaluated_at=None), AMA, NOW, Missing.EVALUATION, {}),
    (
        DONE,
        replace(ARRT, certified_on=dt.date(2026, 3, 2)),
        NOW,
        Missing.EARLY,
        {"completed_on": dt.date(2026, 3, 1), "first": dt.date(2026, 3, 2)},
    ),
    (
        DONE,
        replace(ARRT, valid_from=dt.date(2026, 3, 2)),
        NOW,
        Missing.EARLY,
        {"completed_on": dt.date(2026, 3, 1), "first": dt.date(2026, 3, 2)},
    ),
]


@pytest.mark.parametrize(("evidence", "standard", "now", "code", "data"), ALONE)
def test_each_thing_that_is_missing_is_told_alone(evidence, standard, now, code, data):
    verdict = judge(evidence, standard, now)
    assert (verdict.shortfalls, verdict.due, verdict.is_due) == ((Shortfall(code, data),), 0, False)


def test_before_the_first_day_nothing_can_be_claimed():
    before = dt.datetime(2026, 1, 15, 4, 59, 59, tzinfo=dt.UTC)
    to_do = replace(DONE, attempts=(), evaluated_at=None)
    assert missing(to_do, AMA, before) == [Missing.NOT_YET, Missing.PASS_MARK, Missing.EVALUATION]
    assert missing(to_do, AMA, before + SECOND) == [Missing.PASS_MARK, Missing.EVALUATION]


@pytest.mark.parametrize("column", ["certified_on", "valid_from"])
def test_what_was_completed_before_the_first_day_is_early_alone_whether_that_day_has_come_or_not(column):
    first = dt.date(2026, 3, 3)
    standard = replace(ARRT, **{column: first})
    early = Shortfall(Missing.EARLY, {"completed_on": dt.date(2026, 3, 1), "first": first})
    assert judge(DONE, standard, NOW).shortfalls == (early,)
    assert judge(DONE, standard, NOW + 100 * DAY).shortfalls == (early,)


# One cause, one reason: R42, R43

OVER = dt.datetime(2029, 1, 1, 5, tzinfo=dt.UTC)


def test_what_was_completed_in_time_and_claimed_after_the_last_day_is_expired_alone():
    assert missing(DONE, AMA, OVER - SECOND) == []
    assert judge(DONE, AMA, OVER).shortfalls == (Shortfall(Missing.EXPIRED, {"last": LAST_DAY}),)


def test_what_was_begun_in_time_and_completed_after_the_last_day_is_late_alone():
    done = replace(DONE, evaluated_at=OVER)
    late = Shortfall(Missing.LATE, {"completed_on": dt.date(2029, 1, 1), "last": LAST_DAY})
    assert judge(done, AMA, OVER + DAY).shortfalls == (late,)


def test_what_was_not_completed_is_expired_after_the_last_day():
    assert missing(replace(DONE, evaluated_at=None), AMA, OVER) == [Missing.EXPIRED, Missing.EVALUATION]


# Days to claim in, for who completed in time: R43


def test_who_completed_in_time_may_claim_within_the_days_that_the_provider_gives():
    kind = replace(AMA, claim_days=30)
    assert missing(DONE, kind, OVER + 30 * DAY - SECOND) == []
    end = Shortfall(Missing.EXPIRED, {"last": dt.date(2029, 1, 30)})
    assert judge(DONE, kind, OVER + 30 * DAY).shortfalls == (end,)
    assert missing(DONE, replace(ARRT, claim_days=30), OVER + DAY) == []


def test_the_days_to_claim_in_are_no_days_to_complete_in():
    kind, done = replace(AMA, claim_days=30), replace(DONE, evaluated_at=OVER)
    assert missing(done, kind, OVER + DAY) == [Missing.LATE]
    assert missing(replace(DONE, evaluated_at=None), kind, OVER) == [Missing.EXPIRED, Missing.EVALUATION]


def test_all_that_is_missing_is_told_at_once_in_the_order_in_which_a_learner_meets_it():
    nothing = Evidence(prior=(HELD_BEFORE,), attempts=(attempt(1, 0), attempt(2, 0), attempt(3, 0)))
    asked = replace(NUMBERED, withdrawn_at=EVALUATED_AT, evaluation_required=True)
    nothing = replace(nothing, closed_at=EVALUATED_AT)
    expected = [
        *("closed", "profile", "profession", "once", "withdrawn", "expired", "identifiers"),
        *("front-matter", "study", "attempts", "evaluation"),
    ]
    assert missing(nothing, asked, dt.datetime(2029, 6, 1, tzinfo=dt.UTC)) == expected


def test_every_condition_names_its_rule_and_a_source():
    for condition in CONDITIONS:
        assert condition.__doc__
        assert condition.__doc__.startswith("R")
    assert [each.__name__ for each in CONDITIONS if "[" not in (each.__doc__ or "")] == []


def test_only_the_groups_of_which_nothing_was_given_are_missing():
    assert missing(standard=NUMBERED) == []
    both = replace(NUMBERED, required_identifiers=(frozenset({"arrt", "nmtcb"}), frozenset({"npi", "birthday"})))
    assert judge(DONE, both, NOW).shortfalls == (Shortfall(Missing.IDENTIFIERS, {"groups": [["birthday", "npi"]]}),)
    assert missing(replace(DONE, identifiers=frozenset({"nmtcb", "npi"})), both) == []


# Which reasons can be mended


def test_what_no_learner_can_mend_is_told_by_the_rule():
    assert {each for each in Missing if Shortfall(each).is_final} == FINAL
    assert not Shortfall(Missing.PROFESSION, {"professions": []}).is_final
    assert Shortfall(Missing.PROFESSION, {"professions": [], "completed_on": NOW.date()}).is_final
    assert not OF_THE_CREDIT & OF_THE_PERSON


# Marks, by R28, R29, R33


@pytest.mark.parametrize(
    ("right", "total", "mark", "passes"),
    [
        *((7, 10, 75, False), (8, 10, 75, True), (6, 8, 75, True), (15, 20, 75, True), (14, 20, 75, False)),
        *((7, 10, 70, True), (6, 10, 70, False), (11, 15, 70, True), (11, 15, 75, False), (12, 15, 75, True)),
        *((159, 200, 80, False), (0, 10, 1, False), (10, 10, 100, True), (199, 200, 100, False)),
    ],
)
def test_marks_are_compared_in_whole_numbers_and_never_rounded(right, total, mark, passes):
    evidence = replace(DONE, attempts=(attempt(1, right, total),))
    assert missing(evidence, replace(AMA, pass_mark=mark)) == ([] if passes else [Missing.PASS_MARK])


def test_73_percent_gives_the_physician_credit_and_the_technologist_none():
    evidence = replace(DONE, attempts=(attempt(1, 11),))
    assert (missing(evidence, AMA), missing(evidence, ARRT)) == ([], [Missing.PASS_MARK])


def test_each_credit_is_decided_by_the_first_attempt_that_met_its_own_mark():
    later = PASSED_AT + dt.timedelta(days=3)
    evidence = replace(DONE, attempts=(attempt(1, 11), attempt(2, 12, at=later)), evaluated_at=PASSED_AT)
    ama, arrt = judge(evidence, AMA, later), judge(evidence, ARRT, later)
    assert (ama.attempt, ama.completed_on) == (1, dt.date(2026, 3, 1))
    assert (arrt.attempt, arrt.completed_on) == (2, dt.date(2026, 3, 4))


def test_a_better_attempt_later_does_not_move_the_day_of_completion():
    better = attempt(2, 15, at=PASSED_AT + dt.timedelta(days=30))
    assert judge(replace(DONE, attempts=(better, attempt(1, 12))), ARRT, NOW).completed_on == dt.date(2026, 3, 1)


# Attempts, by R30, R31


def test_the_last_attempt_that_counts_earns_the_credit():
    evidence = replace(DONE, attempts=(attempt(1, 11), attempt(2, 11), attempt(3, 12)))
    verdict = judge(evidence, ARRT, NOW)
    assert (verdict.attempt, verdict.shortfalls) == (3, ())


def test_the_first_attempt_too_many_earns_nothing_of_this_credit_and_the_other_all():
    evidence = replace(DONE, attempts=(attempt(1, 9), attempt(2, 9), attempt(3, 9), attempt(4, 15)))
    assert (missing(evidence, ARRT), missing(evidence, AMA)) == ([Missing.ATTEMPTS], [])
    assert judge(evidence, AMA, NOW).attempt == 4


def test_without_a_limit_the_hundredth_attempt_counts():
    evidence = replace(DONE, attempts=tuple(attempt(number, 1 if number < 100 else 15) for number in range(1, 101)))
    assert judge(evidence, AMA, NOW).attempt == 100


# Days, by R7, R42, R43, R70


@pytest.mark.parametrize(
    ("last", "zone", "expires"),
    [
        (LAST_DAY, NEW_YORK, "2029-01-01T05:00:00"),
        (dt.date(2026, 11, 1), NEW_YORK, "2026-11-02T05:00:00"),  # 25 hours long
        (dt.date(2027, 3, 14), NEW_YORK, "2027-03-15T04:00:00"),  # 23 hours long
        (dt.date(2028, 2, 29), NEW_YORK, "2028-03-01T05:00:00"),
        (dt.date(2027, 2, 28), NEW_YORK, "2027-03-01T05:00:00"),
        (LAST_DAY, "Pacific/Honolulu", "2029-01-01T10:00:00"),
        (LAST_DAY, "Pacific/Kiritimati", "2028-12-31T10:00:00"),
        (LAST_DAY, "UTC", "2029-01-01T00:00:00"),
    ],
)
def test_credit_is_due_the_second_before_expiry_and_refused_the_second_after(last, zone, expires):
    end = dt.datetime.fromisoformat(expires).replace(tzinfo=dt.UTC)
    standard = replace(AMA, valid_to=last, zone=zone)
    assert missing(now=end - dt.timedelta(seconds=1), standard=standard) == []
    assert missing(now=end, standard=standard) == [Missing.EXPIRED]


@pytest.mark.parametrize(("early", "codes"), [(0, []), (1, [Missing.EARLY])])
def test_completion_counts_from_the_first_second_of_the_first_day(early, codes):
    at = dt.datetime(2026, 1, 15, 5, tzinfo=dt.UTC) - dt.timedelta(seconds=early)
    assert missing(replace(DONE, attempts=(attempt(1, 12, at=at),), evaluated_at=at)) == codes


@pytest.mark.parametrize(("late", "codes"), [(0, []), (1, [Missing.LATE])])
def test_completion_counts_up_to_the_last_second_of_the_last_day(late, codes):
    at = dt.datetime(2029, 1, 1, 4, 59, 59, tzinfo=dt.UTC) + dt.timedelta(seconds=late)
    assert missing(replace(DONE, attempts=(attempt(1, 12, at=at),)), now=at) == codes


def test_credit_completed_before_its_certification_stays_refused_even_when_claimed_later():
    standard = replace(ARRT, certified_on=dt.date(2026, 3, 2), valid_from=dt.date(2026, 3, 2))
    assert missing(standard=standard, now=NOW + dt.timedelta(days=100)) == [Missing.EARLY]


# Evaluation and completion, by R37, R55


def test_the_evaluation_completes_a_credit_that_asks_for_it():
    assert judge(DONE, AMA, NOW).completed_on == dt.date(2026, 3, 2)


def test_the_evaluation_does_not_move_the_completion_of_a_credit_that_does_not_ask_for_it():
    assert judge(DONE, ARRT, NOW).completed_on == dt.date(2026, 3, 1)


def test_a_credit_that_does_not_ask_for_the_evaluation_is_due_without_it():
    assert missing(replace(DONE, evaluated_at=None), ARRT) == []


def test_an_evaluation_before_passing_leaves_the_passing_attempt_as_completion():
    before = PASSED_AT - dt.timedelta(days=2)
    assert judge(replace(DONE, evaluated_at=before), AMA, NOW).completed_on == dt.date(2026, 3, 1)


def test_there_is_no_day_of_completion_before_passing():
    assert judge(replace(DONE, attempts=()), AMA, NOW).completed_on is None


def test_the_day_of_completion_is_told_even_while_something_else_is_missing():
    assert judge(replace(DONE, studied=False), AMA, NOW).completed_on == dt.date(2026, 3, 2)


# Withdrawal, by R18


def test_a_withdrawal_stops_claims_from_its_very_moment():
    standard = replace(AMA, withdrawn_at=NOW)
    assert missing(standard=standard, now=NOW) == [Missing.WITHDRAWN]
    assert missing(standard=standard, now=NOW - dt.timedelta(seconds=1)) == []


# Professions, by R40, R41


@pytest.mark.parametrize(
    ("professions", "ama", "arrt", "participation"),
    [
        ({"physician"}, True, False, False),
        ({"resident"}, True, False, False),
        ({"radiologic-technologist"}, False, True, False),
        ({"nurse"}, False, False, True),
        ({"student"}, False, False, True),
        ({"physician", "radiologic-technologist"}, True, True, False),
        ({"physician", "nurse"}, True, False, False),
        ({"other"}, False, False, False),
        (set(), False, False, False),
    ],
)
def test_each_credit_goes_to_its_own_professions_and_participation_to_those_without(
    professions, ama, arrt, participation
):
    evidence = replace(DONE, held=held(*sorted(professions)))
    due = [missing(evidence, each) == [] for each in (AMA, ARRT, PARTICIPATION)]
    assert due == [ama, arrt, participation]


def test_participation_names_the_professions_that_it_is_for():
    (told,) = judge(DONE, PARTICIPATION, NOW).shortfalls
    assert told.data["professions"] == ["nurse", "student"]


NURSE = held("nurse")


def test_a_nurse_who_passes_and_then_ticks_physician_gets_nothing_by_it():
    ticked = replace(DONE, held=NURSE + held("physician", since=EVALUATED_AT + SECOND), identifiers=frozenset({"npi"}))
    assert missing(ticked, AMA) == [Missing.PROFESSION]
    assert judge(ticked, AMA, NOW).professions == {"nurse"}


def test_a_physician_who_retires_between_completion_and_claim_loses_nothing():
    assert missing(replace(DONE, held=held("physician", until=EVALUATED_AT + SECOND)), AMA) == []
    assert missing(replace(DONE, held=held("physician", until=EVALUATED_AT)), AMA) == [Missing.PROFESSION]


def test_before_completion_those_count_that_are_held_now():
    to_do = replace(DONE, held=held("physician", until=NOW), attempts=())
    assert missing(to_do, AMA, NOW - SECOND) == [Missing.PASS_MARK]
    assert missing(to_do, AMA, NOW) == [Missing.PROFESSION, Missing.PASS_MARK]


@pytest.mark.parametrize("number", ["npi", "state-licence"])
def test_a_licensed_profession_that_began_after_the_enrollment_is_proved_by_a_license_or_an_npi(number):
    began = replace(DONE, held=NURSE + held("physician", since=ENROLLED_AT + SECOND), identifiers=frozenset({"arrt"}))
    asked = Shortfall(Missing.IDENTIFIERS, {"groups": [["npi", "state-licence"]]})
    assert judge(began, AMA, NOW).shortfalls == (asked,)
    assert missing(replace(began, identifiers=frozenset({number})), AMA) == []


def test_a_profession_held_at_the_enrollment_is_not_to_be_proved():
    assert missing(replace(DONE, held=held("physician", since=ENROLLED_AT), identifiers=frozenset()), AMA) == []


def test_a_profession_without_a_license_is_not_to_be_proved_whenever_it_began():
    assert missing(replace(DONE, held=held("student", since=PASSED_AT)), PARTICIPATION) == []


def test_who_takes_a_profession_up_again_after_the_enrollment_proves_it():
    again = held("physician", until=ENROLLED_AT) + held("physician", since=ENROLLED_AT + SECOND)
    assert missing(replace(DONE, held=again), AMA) == [Missing.IDENTIFIERS]


# What is dated ahead, or before a front matter was shown: R20


def test_an_attempt_dated_ahead_does_not_count_and_a_reason_says_that_it_was_there():
    ahead = replace(DONE, attempts=(attempt(1, 12, at=NOW + SECOND),))
    told = Shortfall(Missing.PASS_MARK, {"mark": 75, "unseen": 1, "attempts_left": 2})
    assert judge(ahead, ARRT, NOW).shortfalls == (told,)
    assert missing(ahead, ARRT, NOW + SECOND) == []


def test_an_evaluation_dated_ahead_does_not_count():
    ahead = replace(DONE, evaluated_at=NOW + SECOND)
    assert missing(ahead, AMA) == [Missing.EVALUATION]
    assert missing(ahead, AMA, NOW + SECOND) == []


def test_an_attempt_before_the_front_matter_was_first_shown_does_not_count():
    shown = replace(DONE, showings=(Showing(front_matter=2, at=PASSED_AT + SECOND),))
    assert missing(shown, ARRT) == [Missing.PASS_MARK]
    assert missing(replace(shown, attempts=(attempt(3, 12),)), ARRT) == [Missing.ATTEMPTS]
    assert missing(replace(shown, showings=(Showing(front_matter=2, at=PASSED_AT),)), ARRT) == []


def test_a_front_matter_that_was_renewed_after_passing_takes_nothing_from_the_attempt():
    renewed = (Showing(front_matter=1, at=ENROLLED_AT), Showing(front_matter=2, at=PASSED_AT + SECOND))
    assert missing(replace(DONE, showings=renewed), ARRT) == []
    assert missing(replace(DONE, showings=renewed[:1]), ARRT) == [Missing.FRONT_MATTER]


def test_none_of_no_questions_passes_no_mark():
    assert missing(replace(DONE, attempts=(attempt(1, 0, 0),)), AMA) == [Missing.PASS_MARK]


# Evidence proves by itself


@pytest.mark.parametrize(("evidence", "standard", "now", "code", "data"), ALONE)
def test_what_was_kept_gives_the_same_verdict_again(evidence, standard, now, code, data):
    kept = to_json(evidence), to_json(standard)
    assert judge(evidence_from_json(kept[0]), standard_from_json(kept[1]), now) == judge(evidence, standard, now)


def test_evidence_that_was_kept_before_something_was_added_to_it_is_read_without_it():
    kept = to_json(DONE)
    del kept["form"], kept["closed_at"]
    assert evidence_from_json(kept) == replace(DONE, form="", closed_at=None)


# No price, by R67


def test_nothing_in_the_rule_knows_a_price_or_a_payment():
    names = {each.name for facts in (Evidence, Standard) for each in fields(facts)}
    assert not {name for name in names if any(word in name for word in ("price", "paid", "pay", "order", "coupon"))}


# Claims, by R38, R39


@pytest.mark.parametrize("amount", ["0.25", "0.50", "1.00", "1.25", "1.50", "1.5"])
def test_quarters_up_to_the_maximum_can_be_claimed_with_an_attestation(amount):
    assert claim_faults(Decimal(amount), AMA, attested=True) == ()


@pytest.mark.parametrize(
    ("amount", "fault"),
    [
        (None, ClaimFault.AMOUNT_MISSING),
        (Decimal("NaN"), ClaimFault.AMOUNT_MISSING),
        (Decimal("sNaN"), ClaimFault.AMOUNT_MISSING),
        (Decimal("Infinity"), ClaimFault.AMOUNT_MISSING),
        (Decimal("0"), ClaimFault.AMOUNT_TOO_SMALL),
        (Decimal("-0.25"), ClaimFault.AMOUNT_TOO_SMALL),
        (Decimal("0.24"), ClaimFault.AMOUNT_TOO_SMALL),
        (Decimal("0.60"), ClaimFault.AMOUNT_UNEVEN),
        (Decimal("1.2500001"), ClaimFault.AMOUNT_UNEVEN),
        (Decimal("1.51"), ClaimFault.AMOUNT_TOO_LARGE),
        (Decimal("1.75"), ClaimFault.AMOUNT_TOO_LARGE),
    ],
)
def test_other_amounts_cannot_be_claimed(amount, fault):
    assert claim_faults(amount, AMA, attested=True) == (fault,)


def test_a_self_claim_without_attestation_is_refused():
    assert claim_faults(Decimal("1.25"), AMA, attested=False) == (ClaimFault.NOT_ATTESTED,)
    assert claim_faults(None, AMA, attested=False) == (ClaimFault.AMOUNT_MISSING, ClaimFault.NOT_ATTESTED)


def test_a_self_claim_of_a_type_without_attestation_needs_none():
    assert claim_faults(Decimal("1.25"), replace(AMA, attested=False), attested=False) == ()


def test_whole_credit_that_is_reported_to_a_board_needs_the_permission():
    points = replace(ARRT, attested=True)
    assert claim_faults(None, points, attested=False) == (ClaimFault.NOT_ATTESTED,)
    assert claim_faults(None, points, attested=True) == ()


def test_a_license_of_another_state_is_not_that_of_california():
    asked = replace(ARRT, required_identifiers=(frozenset({"state-licence:CA"}),))
    nevada, california = (frozenset({"state-licence", f"state-licence:{state}"}) for state in ("NV", "CA"))
    assert missing(replace(DONE, identifiers=nevada), asked) == ["identifiers"]
    assert missing(replace(DONE, identifiers=california), asked) == []


def test_an_approved_amount_needs_no_claim_and_takes_no_other():
    assert claim_faults(None, ARRT, attested=False) == ()
    assert claim_faults(Decimal(1), ARRT, attested=False) == ()
    for other in ("0.50", "0.99", "1.25", "-1", "1E+400", "Infinity", "NaN", "sNaN"):
        assert claim_faults(Decimal(other), ARRT, attested=True) == (ClaimFault.AMOUNT_FIXED,)


# What holds whatever was done


ONE_CAUSE = [
    (Missing.NOT_YET, Missing.EARLY),
    (Missing.EXPIRED, Missing.LATE),
    (Missing.PASS_MARK, Missing.ATTEMPTS),
    (Missing.EARLY, Missing.LATE),
]
FIRST, LAST = (int(dt.datetime(year, 6, 1, tzinfo=dt.UTC).timestamp()) for year in (2025, 2029))
moments = st.integers(FIRST, LAST).map(lambda second: dt.datetime.fromtimestamp(second, dt.UTC))
scores = st.lists(st.tuples(st.integers(0, 15), moments), max_size=6)
rows = st.lists(
    st.builds(
        Held,
        profession=st.sampled_from(["physician", "radiologic-technologist", "nurse"]),
        since=moments,
        until=st.none() | moments,
    ),
    max_size=3,
).map(tuple)
standards = st.builds(
    replace,
    st.sampled_from([AMA, ARRT, NUMBERED]),
    zone=st.sampled_from([NEW_YORK, "UTC", "Asia/Tokyo", "Pacific/Honolulu"]),
    withdrawn_at=st.none() | moments,
    evaluation_required=st.booleans(),
    attempt_limit=st.none() | st.integers(1, 5),
    claim_days=st.sampled_from([0, 0, 30]),
    pass_mark=st.integers(1, 100),
)


@st.composite
def evidences(draw) -> Evidence:
    """Draw what somebody did: often everything, so that credit is often due."""
    tried = tuple(attempt(number, right, at=at) for number, (right, at) in enumerate(draw(scores), start=1))
    likely = st.sampled_from([True, True, True, False])
    return Evidence(
        profile_complete=draw(likely),
        held=draw(rows) + (DONE.held if draw(likely) else ()),
        identifiers=DONE.identifiers if draw(likely) else frozenset(),
        enrolled_at=draw(moments) if draw(st.booleans()) else ENROLLED_AT,
        prior=() if draw(likely) else (HELD_BEFORE,),
        front_matter=2,
        showings=DONE.showings if draw(likely) else (),
        studied=draw(likely),
        attempts=tried or (DONE.attempts if draw(likely) else ()),
        evaluated_at=draw(st.none() | moments | st.just(EVALUATED_AT)),
    )


@st.composite
def additions(draw, evidence: Evidence) -> Evidence:
    """Draw the same evidence and something more."""
    number = len(evidence.attempts) + 1
    more = tuple(attempt(number + place, right, at=at) for place, (right, at) in enumerate(draw(scores)))
    return replace(
        evidence,
        profile_complete=evidence.profile_complete or draw(st.booleans()),
        held=evidence.held + draw(rows),
        identifiers=evidence.identifiers | draw(st.frozensets(st.sampled_from(["arrt", "npi"]))),
        showings=evidence.showings or (DONE.showings if draw(st.booleans()) else ()),
        studied=evidence.studied or draw(st.booleans()),
        attempts=evidence.attempts + more,
        evaluated_at=evidence.evaluated_at or draw(st.none() | moments),
    )


@given(st.data(), evidences(), standards, moments)
def test_more_evidence_never_loses_credit(data, evidence, standard, now):
    before = judge(evidence, standard, now)
    after = judge(data.draw(additions(evidence)), standard, now)
    assert after.due >= before.due
    if before.is_due:
        assert after.professions >= before.professions
        assert replace(after, professions=before.professions) == before


@given(evidences(), standards, moments)
def test_what_is_due_is_the_amount_of_the_offer_or_nothing(evidence, standard, now):
    verdict = judge(evidence, standard, now)
    assert verdict.due == (standard.amount if verdict.is_due else 0)


@given(evidences(), standards, moments)
def test_nothing_is_ever_due_outside_the_days_of_the_credit_or_after_a_withdrawal(evidence, standard, now):
    verdict = judge(evidence, standard, now)
    if verdict.is_due:
        assert verdict.completed_on is not None
        assert standard.valid_from <= verdict.completed_on <= standard.valid_to
        assert standard.certified_on <= verdict.completed_on
        assert standard.day_of(now) <= standard.valid_to + standard.claim_days * DAY
        assert standard.withdrawn_at is None or now < standard.withdrawn_at


@given(evidences(), standards, moments)
def test_nothing_is_ever_due_without_an_attempt_that_met_the_mark_within_the_limit(evidence, standard, now):
    verdict = judge(evidence, standard, now)
    if verdict.is_due:
        passing = next(each for each in evidence.attempts if each.number == verdict.attempt)
        assert passing.right * 100 >= standard.pass_mark * passing.total
        assert standard.attempt_limit is None or passing.number <= standard.attempt_limit


@given(evidences(), standards, moments)
def test_nothing_is_due_twice_nor_to_a_stranger_of_the_profession(evidence, standard, now):
    assert not judge(replace(evidence, prior=(HELD_BEFORE,)), standard, now).is_due
    assert not judge(replace(evidence, held=held("student")), standard, now).is_due


@settings(deadline=None)
@given(evidences(), standards, moments)
def test_kept_evidence_gives_the_verdict_again(evidence, standard, now):
    kept = evidence_from_json(to_json(evidence)), standard_from_json(to_json(standard))
    assert kept == (evidence, standard)
    assert judge(*kept, now) == judge(evidence, standard, now)


@given(evidences(), standards, moments)
def test_one_cause_has_one_reason(evidence, standard, now):
    codes = {each.code for each in judge(evidence, standard, now).shortfalls}
    for one, other in ONE_CAUSE:
        assert not {one, other} <= codes


@given(evidences(), standards, moments)
def test_nothing_that_is_dated_ahead_is_seen(evidence, standard, now):
    completed_on = judge(evidence, standard, now).completed_on
    assert completed_on is None or completed_on <= standard.day_of(now)


@given(evidences(), standards, moments)
def test_shortfalls_come_in_order_and_none_comes_twice(evidence, standard, now):
    codes = [each.code for each in judge(evidence, standard, now).shortfalls]
    assert codes == [code for code in Missing if code in codes]


@given(st.decimals(allow_nan=True, allow_infinity=True), st.integers(1, 40))
def test_what_can_be_claimed_is_a_positive_multiple_of_a_quarter_up_to_the_maximum(claimed, quarters):
    standard = replace(AMA, amount=Decimal("0.25") * quarters)
    if not claim_faults(claimed, standard, attested=True):
        assert Decimal("0.25") <= claimed <= standard.amount
        assert (claimed * 4) % 1 == 0


@given(st.integers(1, 40), st.integers(1, 40))
def test_every_quarter_up_to_the_maximum_can_be_claimed_and_none_beyond(claimed, most):
    standard = replace(AMA, amount=Decimal("0.25") * most)
    faults = claim_faults(Decimal("0.25") * claimed, standard, attested=True)
    assert faults == (() if claimed <= most else (ClaimFault.AMOUNT_TOO_LARGE,))


def test_an_award_of_another_period_does_not_stand_in_the_way_of_the_credit():
    before = replace(DONE, prior=(Prior(completed_on=dt.date(2024, 1, 1), last=dt.date(2025, 12, 31)),))
    assert [each.code for each in judge(before, ARRT, NOW).shortfalls] == [Missing.ONCE]
    period, biennium = replace(ARRT, once=Once.PERIOD), replace(ARRT, once=Once.BIENNIUM)
    assert judge(before, period, NOW).due == judge(before, biennium, NOW).due == Decimal("1.00")
    overlapping = replace(DONE, prior=(Prior(completed_on=dt.date(2024, 1, 1), last=dt.date(2026, 3, 1)),))
    assert not judge(overlapping, period, NOW).is_due
