"""What each credit type asks, as dated data."""

import datetime as dt
from decimal import Decimal

import pytest

from credence.accounts.enums import IdentifierKind, Profession
from credence.catalog.rules import credit_types
from credence.catalog.rules.credit_types import (
    CODES,
    CREDIT_TYPES,
    NOT_PHYSICIANS,
    PHYSICIANS,
    Claim,
    CreditType,
    UnknownCreditType,
    credit_type,
)

TODAY = dt.date(2026, 3, 1)


def entry(valid_from, **values):
    fields = {"code": "x", "name": "X", "unit": "credits", "claim": Claim.ALL_OR_NOTHING, "step": Decimal(1)}
    return CreditType(valid_from=valid_from, professions=frozenset({"nurse"}), **{**fields, **values})


def test_four_types_are_known():
    assert CODES == ("ama-pra-1", "arrt-a", "ancc", "participation")


def test_ama_credit_is_self_claimed_in_quarters_by_physicians_who_attest_and_evaluate():
    ama = credit_type("ama-pra-1", TODAY)
    assert (ama.claim, ama.step, ama.professions) == (Claim.SELF_CLAIMED, Decimal("0.25"), {"physician", "resident"})
    assert (ama.minimum_pass_mark, ama.max_attempts, ama.evaluation_locked) == (None, None, True)
    assert ama.attestation == "I attest that I claim only the credit commensurate with the extent of my participation."


def test_arrt_credit_is_all_or_nothing_at_75_percent_in_three_attempts():
    arrt = credit_type("arrt-a", TODAY)
    assert (arrt.claim, arrt.minimum_pass_mark, arrt.max_attempts) == (Claim.ALL_OR_NOTHING, 75, 3)
    assert arrt.professions == {"radiologic-technologist", "nuclear-medicine-technologist", "sonographer"}
    assert (arrt.printed_identifiers, arrt.attestation) == (("arrt",), "")


def test_contact_hours_are_for_nurses_all_or_nothing():
    ancc = credit_type("ancc", TODAY)
    assert (ancc.claim, ancc.professions, ancc.unit) == (Claim.ALL_OR_NOTHING, {"nurse"}, "contact hours")


def test_participation_is_for_exactly_those_who_are_not_physicians():
    participation = credit_type("participation", TODAY)
    assert participation.professions == NOT_PHYSICIANS
    assert PHYSICIANS.isdisjoint(NOT_PHYSICIANS)
    assert set(Profession.values) == PHYSICIANS | NOT_PHYSICIANS


@pytest.mark.parametrize(
    ("professions", "codes"),
    [
        ({"physician"}, {"ama-pra-1"}),
        ({"resident"}, {"ama-pra-1"}),
        ({"radiologic-technologist"}, {"arrt-a", "participation"}),
        ({"nurse"}, {"ancc", "participation"}),
        ({"student"}, {"participation"}),
        ({"physician", "nurse"}, {"ama-pra-1", "ancc", "participation"}),
        (set(), set()),
    ],
)
def test_each_profession_may_earn_its_own_types_and_two_professions_both(professions, codes):
    assert {kind.code for kind in CREDIT_TYPES if kind.is_open_to(professions)} == codes


def test_every_profession_may_earn_something():
    assert [each for each in Profession.values if not any(kind.is_open_to({each}) for kind in CREDIT_TYPES)] == []


def test_every_named_profession_and_identifier_exists():
    for kind in CREDIT_TYPES:
        assert kind.professions <= set(Profession.values)
        assert kind.identifiers | set(kind.printed_identifiers) <= set(IdentifierKind.values)


def test_only_self_claimed_types_ask_for_an_attestation():
    assert {kind.code for kind in CREDIT_TYPES if kind.attestation} == {"ama-pra-1"}
    assert {kind.code for kind in CREDIT_TYPES if kind.claim is Claim.SELF_CLAIMED} == {"ama-pra-1"}


def test_a_changed_requirement_holds_from_its_first_day_and_the_former_until_then(monkeypatch):
    former, changed = entry(dt.date(2020, 1, 1)), entry(dt.date(2026, 7, 1), minimum_pass_mark=80)
    monkeypatch.setattr(credit_types, "CREDIT_TYPES", (changed, former))
    assert credit_type("x", dt.date(2026, 6, 30)) is former
    assert credit_type("x", dt.date(2026, 7, 1)) is changed


@pytest.mark.parametrize(("code", "on"), [("aoa", TODAY), ("arrt-a", dt.date(2021, 12, 31))])
def test_unknown_codes_and_days_before_the_first_entry_are_refused(code, on):
    with pytest.raises(UnknownCreditType):
        credit_type(code, on)


def test_no_two_entries_of_a_code_begin_on_the_same_day():
    keys = [(kind.code, kind.valid_from) for kind in CREDIT_TYPES]
    assert len(keys) == len(set(keys))
