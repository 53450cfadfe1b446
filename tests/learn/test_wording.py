"""Every verdict has a sentence, in the reader's language and in the days of the credit's provider."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils.functional import Promise

from credence.accounts.enums import IdentifierKind, Profession
from credence.catalog.rules.credit_types import credit_type
from credence.credit.rules import Case, ClaimFault, Evidence, Missing, Shortfall, Standard, withdrawn
from credence.learn.wording import credit as wording

STANDARD = Standard(
    credit_type="ama-pra-1",
    amount=Decimal("1.50"),
    step=Decimal("0.25"),
    self_claimed=True,
    attested=True,
    professions=frozenset({"physician"}),
    certified_on=dt.date(2026, 1, 10),
    valid_from=dt.date(2026, 1, 15),
    valid_to=dt.date(2028, 12, 31),
    zone="America/New_York",
    pass_mark=70,
    attempt_limit=3,
    evaluation_required=True,
)
SEEN = {
    "professions": ["physician", "resident"],
    "groups": [["npi", "state-licence:CA"], ["birthday"]],
    "mark": 75,
    "limit": 3,
    "attempts_left": 2,
    **{name: dt.date(2026, 3, 2) for name in ("since", "first", "last", "completed_on")},
}


@pytest.mark.parametrize("code", Missing)
def test_there_is_a_sentence_for_whatever_can_be_missing(code):
    said = wording.shortfall_sentence(Shortfall(code, SEEN))
    assert said.endswith(".")
    assert "%" not in said.replace("75%", "")


@pytest.mark.parametrize("fault", ClaimFault)
def test_there_is_a_sentence_for_whatever_can_be_wrong_with_a_claim(fault):
    said = wording.claim_sentence(fault, credit_type("ama-pra-1", dt.date(2026, 3, 1)), Decimal("1.50"))
    assert said.endswith(".")
    assert "%" not in said


def test_a_claim_is_told_in_the_steps_and_units_of_its_type():
    kind = replace(credit_type("ama-pra-1", dt.date(2026, 3, 1)), step=Decimal("0.50"), unit="points")
    assert wording.claim_sentence(ClaimFault.AMOUNT_TOO_SMALL, kind, Decimal("1.50")) == (
        "The least that can be claimed is 0.5 points; the most is 1.5."
    )


def test_a_list_is_told_in_words():
    said = wording.shortfall_sentence(Shortfall(Missing.PROFESSION, {"professions": SEEN["professions"]}))
    assert said == (
        "This credit is for other professions: Physician (MD, DO or equivalent), Resident or fellow physician. "
        "If one of them is yours, add it to your profile."
    )


def test_who_has_completed_is_not_told_to_add_a_profession():
    said = wording.shortfall_sentence(Shortfall(Missing.PROFESSION, SEEN))
    assert said == (
        "This credit is for other professions: Physician (MD, DO or equivalent), Resident or fellow physician. "
        "It goes by those that you held on March 2, 2026, when you completed the course."
    )


@pytest.mark.parametrize("code", [Missing.PASS_MARK, Missing.ATTEMPTS])
def test_an_attempt_that_does_not_count_is_told(code):
    said = wording.shortfall_sentence(Shortfall(code, {**SEEN, "unseen": 1}))
    assert "before the objectives and disclosures were shown to you does not count." in said


def test_identifiers_are_told_with_their_places_and_those_of_which_one_is_enough():
    said = wording.shortfall_sentence(Shortfall(Missing.IDENTIFIERS, SEEN))
    assert said == (
        "This credit is filed under NPI (National Provider Identifier) or State license "
        "(California); Month and day of birth. You are asked for it where you claim, and nowhere before."
    )


def test_the_names_of_professions_and_numbers_wait_for_the_readers_language():
    assert [said for said in (*Profession.labels, *IdentifierKind.labels) if not isinstance(said, Promise)] == []
    assert [said for said in wording.SENTENCES.values() if not isinstance(said, Promise)] == []


def test_a_withdrawal_late_in_the_evening_is_told_by_the_providers_day():
    evening = dt.datetime(2026, 3, 2, 2, 30, tzinfo=dt.UTC)  # 1 March, 21:30 in New York
    case = Case(evidence=Evidence(), standard=replace(STANDARD, withdrawn_at=evening), now=evening)
    shortfall = withdrawn(case)
    assert shortfall
    assert "on March 1, 2026, so" in wording.shortfall_sentence(shortfall)
