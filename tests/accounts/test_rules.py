"""Identifiers by their form, and mailed passwords that are strong and easy to type."""

import datetime as dt
import math

import pytest

from credence.accounts.enums import IdentifierKind, Profession
from credence.accounts.rules import identifiers as rules
from credence.accounts.rules import passwords, professions

MAILED = dt.datetime(2026, 3, 6, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize("npi", ["1234567893", "1993999998", "1245319599", "2234567891"])
def test_a_right_npi_is_accepted(npi):
    assert rules.is_npi(npi)


@pytest.mark.parametrize(
    "npi",
    ["1234567890", "2234567892", "3234567893", "123456789", "12345678931", "123456789x", "１２３４５６７８９３", ""],
)
def test_an_npi_with_one_thing_wrong_is_refused(npi):
    assert not rules.is_npi(npi)


@pytest.mark.parametrize("place", range(10))
def test_an_npi_with_one_digit_mistyped_is_refused(place):
    right = "1245319599"
    for digit in set("0123456789") - {right[place]}:
        assert not rules.is_npi(right[:place] + digit + right[place + 1 :])


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", True), ("0123456789", True), ("01234567890", False), ("", False), ("12a", False), ("-1", False)],
)
def test_a_registry_number_is_one_to_ten_digits(value, expected):
    assert rules.is_registry_number(value) is expected


@pytest.mark.parametrize(
    ("kind", "region", "typed", "stored"),
    [
        ("npi", "", "１２３４-５６７ ８９３", "1234567893"),
        ("npi", "", "١٢٣٤٥٦٧٨٩٣", "1234567893"),
        ("npi", "", "1234\u2013567\u2212893", "1234567893"),
        ("arrt", "", " 123 456\u00a0", "123456"),
        ("nabp", "", "12a", "12A"),
        ("board", "ABIM", "12-34", "1234"),
        ("state-licence", "MA", "rn\u200b 123  456", "RN 123 456"),
        ("state-licence", "CA", "rn\u201112\u00ad3", "RN-123"),
        ("state-licence", "FL", "me 123 456", "ME123456"),
        ("no-kind", "", "a\u200bb", "AB"),
    ],
)
def test_a_number_is_stored_as_its_body_writes_it(kind, region, typed, stored):
    assert rules.normal_identifier(typed, kind=kind, region=region) == stored


def test_every_kind_of_identifier_has_a_form_and_empty_is_never_one():
    assert {kind: rules.is_identifier(kind, "") for kind in IdentifierKind.values} == dict.fromkeys(
        IdentifierKind.values, False
    )


@pytest.mark.parametrize(
    ("month", "day", "expected"), [(2, 29, True), (2, 30, False), (4, 31, False), (12, 31, True), (13, 1, False)]
)
def test_a_birthday_exists_in_some_year(month, day, expected):
    assert rules.is_birthday(month, day) is expected


def test_each_profession_and_each_identifier_has_one_row_and_its_words():
    assert [each.code for each in professions.PROFESSIONS] == Profession.values
    assert [each.kind for each in rules.IDENTIFIERS] == IdentifierKind.values
    assert len(set(Profession.values)) == len(Profession.values)
    assert all(each.label and each.reason and each.refusal for each in rules.IDENTIFIERS)
    kinds = {*IdentifierKind.values, rules.BIRTHDAY}
    assert {kind for each in professions.PROFESSIONS for kind in (*each.required, *each.asked)} == kinds


@pytest.mark.parametrize(
    ("kind", "place", "expected"),
    [
        ("state-licence", "CA", True),
        ("state-licence", "INTL", True),
        ("state-licence", "XX", False),
        ("state-licence", "", False),
        ("board", "ABIM", True),
        ("board", "abim", False),
        ("board", "A B", False),
        ("board", "", False),
        ("npi", "", True),
        ("npi", "CA", False),
    ],
)
def test_a_license_has_a_state_a_board_id_its_board_and_others_no_place(kind, place, expected):
    assert rules.is_place(kind, place) is expected


def test_a_number_stands_for_its_kind_and_for_its_kind_in_its_place():
    assert rules.tokens("state-licence", "CA") == {"state-licence", "state-licence:CA"}
    assert rules.tokens("npi", "") == {"npi"}
    assert [rules.split_token(each) for each in ("state-licence:CA", "npi")] == [("state-licence", "CA"), ("npi", "")]


def test_a_mailed_password_works_for_72_hours_and_not_a_moment_longer():
    end = passwords.initial_password_end(MAILED)
    assert end == dt.datetime(2026, 3, 9, 12, tzinfo=dt.UTC)
    assert not passwords.is_initial_password_dead(end, end - dt.timedelta(microseconds=1))
    assert passwords.is_initial_password_dead(end, end)


def test_a_password_that_was_replaced_does_not_end():
    assert not passwords.is_initial_password_dead(None, MAILED)


def test_a_mailed_password_is_strong_and_easy_to_type():
    made = {passwords.initial_password() for _ in range(200)}
    letters = set("".join(made)) - {"-"}
    assert len(made) == 200
    assert {tuple(map(len, password.split("-"))) for password in made} == {(5, 5, 5)}
    assert letters == set(passwords.EASY_LETTERS)
    assert not letters & set("0o1ilOI")
    assert math.log2(len(passwords.EASY_LETTERS)) * 15 > 72
