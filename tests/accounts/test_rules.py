"""Identifiers by their form, and mailed passwords that are strong and easy to type."""

import datetime as dt
import math

import pytest

from credence.accounts import rules
from credence.accounts.enums import IdentifierKind, Profession

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


def test_every_kind_of_identifier_has_a_form_and_empty_is_never_one():
    assert {kind: rules.is_identifier(kind, "") for kind in IdentifierKind.values} == dict.fromkeys(
        IdentifierKind.values, False
    )


@pytest.mark.parametrize(
    ("month", "day", "expected"), [(2, 29, True), (2, 30, False), (4, 31, False), (12, 31, True), (13, 1, False)]
)
def test_a_birthday_exists_in_some_year(month, day, expected):
    assert rules.is_birthday(month, day) is expected


def test_the_rules_know_every_profession_and_no_other():
    named = {*rules.REQUIRED_IDENTIFIERS, *rules.OPTIONAL_IDENTIFIERS, *rules.LICENSED, *rules.ASKED_BIRTHDAY}
    assert named <= set(Profession.values)


def test_a_mailed_password_works_for_72_hours_and_not_a_moment_longer():
    end = rules.initial_password_end(MAILED)
    assert end == dt.datetime(2026, 3, 9, 12, tzinfo=dt.UTC)
    assert not rules.is_initial_password_dead(end, end - dt.timedelta(microseconds=1))
    assert rules.is_initial_password_dead(end, end)


def test_a_password_that_was_replaced_does_not_end():
    assert not rules.is_initial_password_dead(None, MAILED)


def test_a_mailed_password_is_strong_and_easy_to_type():
    passwords = {rules.initial_password() for _ in range(200)}
    letters = set("".join(passwords)) - {"-"}
    assert len(passwords) == 200
    assert {tuple(map(len, password.split("-"))) for password in passwords} == {(5, 5, 5)}
    assert letters == set(rules.EASY_LETTERS)
    assert not letters & set("0o1ilOI")
    assert math.log2(len(rules.EASY_LETTERS)) * 15 > 72
