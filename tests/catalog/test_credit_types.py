"""What each credit type asks, as dated data."""

import datetime as dt
from decimal import Decimal

import pytest

from credence.accounts.enums import IdentifierKind, Profession
from credence.accounts.rules.identifiers import BIRTHDAY, reason_of, split_token
from credence.accounts.rules.professions import PHYSICIANS, PROFESSIONS
from credence.catalog.rules.approval import Approval
from credence.catalog.rules.credit_types import (
    Certificate,
    Claim,
    ClaimWords,
    CreditType,
    Education,
    UnknownCreditType,
    codes,
    credit_type,
    entries,
)
from credence.catalog.rules.credit_types.entries import CREDIT_TYPES

TODAY = dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("label", "is_shown"),
    [
        ("CEP", True),
        ("California BRN CEP", True),
        ("cep-number", True),
        ("ACEP", False),
        ("CEPR", False),
        ("ANCC", False),
    ],
)
def test_a_paper_shows_no_number_whose_label_only_sounds_like_its_own(label, is_shown):
    assert credit_type("ca-brn", TODAY).shows_provider_number(label) is is_shown


@pytest.mark.parametrize(
    ("amount", "words"), [("1.00", "ARRT Category A+ CE credit"), ("0.50", "ARRT Category A+ CE credits")]
)
def test_one_is_counted_in_the_singular_and_everything_else_in_the_plural(amount, words):
    certificate = credit_type("arrt-a", TODAY).certificate
    assert certificate.counted(amount, Approval(category="A+")) == f"{amount} {words}"


def test_participation_alone_is_no_credit():
    assert [kind.code for kind in CREDIT_TYPES if kind.no_credit] == ["participation"]


def entry(valid_from, **values):
    fields = {
        "code": "x",
        "name": "X",
        "unit": "credits",
        "education": Education.CE,
        "claim": Claim.ALL_OR_NOTHING,
        "step": Decimal(1),
        "claim_words": ClaimWords(),
        "certificate": Certificate(heading="X", deed="did", one="x", many="xs", accent="#000000"),
    }
    return CreditType(valid_from=valid_from, professions=frozenset({"nurse"}), **{**fields, **values})


def test_eight_types_are_known():
    assert codes() == ("ama-pra-1", "arrt-a", "ancc", "aapa-1", "acpe", "ca-brn", "abim-moc", "participation")


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


def test_participation_is_for_whoever_is_offered_no_other_credit_whatever_the_profession():
    participation = credit_type("participation", TODAY)
    assert participation.professions == set(Profession.values)
    assert {"physician", "resident"} == PHYSICIANS
    assert [kind.code for kind in CREDIT_TYPES if kind.fallback] == ["participation"]


@pytest.mark.parametrize(
    ("professions", "codes"),
    [
        ({"physician"}, {"ama-pra-1", "abim-moc", "participation"}),
        ({"resident"}, {"ama-pra-1", "participation"}),
        ({"radiologic-technologist"}, {"arrt-a", "participation"}),
        ({"nurse"}, {"ancc", "ca-brn", "participation"}),
        ({"pharmacist"}, {"acpe", "participation"}),
        ({"physician-associate"}, {"aapa-1", "participation"}),
        ({"student"}, {"participation"}),
        ({"physician", "nurse"}, {"ama-pra-1", "abim-moc", "ancc", "ca-brn", "participation"}),
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
        named = {*kind.printed_identifiers, *kind.reported_identifiers}.union(
            *kind.required_identifiers, *kind.matched_by
        )
        assert {split_token(token)[0] for token in named} <= {*IdentifierKind.values, BIRTHDAY}


@pytest.mark.parametrize("kind", CREDIT_TYPES, ids=lambda kind: kind.code)
def test_every_identifier_that_a_claim_may_need_is_asked_of_all_who_may_claim_with_its_reason(kind):
    asked = {each.code: {*each.required, *each.asked} for each in PROFESSIONS}
    for group in (*kind.required_identifiers, *kind.matched_by):
        for profession in kind.professions:
            assert {split_token(token)[0] for token in group} <= asked[profession]
        assert group
        assert all(reason_of(token) for token in group)


def test_whoever_says_how_much_attests_to_it_and_whoever_is_reported_to_a_board_permits_it():
    assert {kind.code for kind in CREDIT_TYPES if kind.attestation} == {"ama-pra-1", "aapa-1", "abim-moc"}
    assert {kind.code for kind in CREDIT_TYPES if kind.claim is Claim.SELF_CLAIMED} == {"ama-pra-1", "aapa-1"}


def test_a_changed_requirement_holds_from_its_first_day_and_the_former_until_then(monkeypatch):
    former, changed = entry(dt.date(2020, 1, 1)), entry(dt.date(2026, 7, 1), minimum_pass_mark=80)
    monkeypatch.setattr(entries, "CREDIT_TYPES", (changed, former))
    assert credit_type("x", dt.date(2026, 6, 30)) is former
    assert credit_type("x", dt.date(2026, 7, 1)) is changed


@pytest.mark.parametrize(("code", "on"), [("aoa", TODAY), ("arrt-a", dt.date(2021, 12, 31))])
def test_unknown_codes_and_days_before_the_first_entry_are_refused(code, on):
    with pytest.raises(UnknownCreditType):
        credit_type(code, on)


def test_no_two_entries_of_a_code_begin_on_the_same_day():
    keys = [(kind.code, kind.valid_from) for kind in CREDIT_TYPES]
    assert len(keys) == len(set(keys))
