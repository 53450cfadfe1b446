"""How often something may be tried: by time, by person and by place, exactly."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from credence.accounts.gateway.tries import TooOften, count_try, forget_tries, remove_ended
from credence.accounts.models import Tries
from credence.accounts.rules.limits import LIMITS, By, place_of

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
SHOP = "192.0.2.7"
pytestmark = pytest.mark.django_db


def tried(action: str, times: int, *, at: dt.datetime = NOON, **who: str) -> list[int]:
    """Return for each try 0, or how many seconds it was asked to wait."""
    return [wait_of(action, at, **who) for _ in range(times)]


def wait_of(action: str, at: dt.datetime, **who: str) -> int:
    try:
        count_try(action, now=at, **who)
    except TooOften as refused:
        return refused.seconds
    return 0


def test_the_last_try_of_a_window_is_made_and_the_next_waits_until_it_ends():
    assert tried("verify", 61, address=SHOP) == [0] * 60 + [60]
    assert tried("verify", 1, at=NOON + 59 * SECOND, address=SHOP) == [1]
    assert tried("verify", 1, at=NOON + 60 * SECOND, address=SHOP) == [0]


def test_who_goes_on_trying_while_refused_waits_no_longer_for_it():
    tried("verify", 60, address=SHOP)
    refused = [wait_of("verify", NOON + n * SECOND, address=SHOP) for n in range(1, 60)]
    assert refused == [60 - n for n in range(1, 60)]
    assert tried("verify", 1, at=NOON + 60 * SECOND, address=SHOP) == [0]


def test_fewer_than_the_limit_in_each_window_go_on_for_ever():
    assert {wait_of("verify", NOON + n * SECOND, address=SHOP) for n in range(300)} == {0}


def test_five_an_hour_are_five_in_each_hour_by_the_clock():
    assert tried("support", 6, person="ann@example.org", address=SHOP) == [0] * 5 + [3600]
    later = NOON + dt.timedelta(minutes=59, seconds=59)
    assert tried("support", 1, at=later, person="ann@example.org", address=SHOP) == [1]
    assert tried("support", 5, at=later + SECOND, person="ann@example.org", address=SHOP) == [0] * 5


def test_the_wait_is_that_of_the_longest_limit_that_is_exceeded():
    assert tried("sign-in", 101, person="ann", address="")[-1] == 3600
    assert tried("sign-in", 11, person="bob", address=SHOP)[-1] == 600
    for n in range(10):
        tried("sign-in", 10, person="ann", address=f"192.0.2.{n}")
    assert tried("sign-in", 1, person="ann", address="203.0.113.1") == [3600]


def test_twenty_people_of_a_hospital_who_mistype_do_not_shut_each_other_out():
    people = [f"nurse{number}" for number in range(20)]
    assert {wait for person in people for wait in tried("sign-in", 5, person=person, address=SHOP)} == {0}


def test_one_who_guesses_at_a_name_is_stopped_from_one_place_and_from_many():
    assert tried("sign-in", 11, person="ann", address=SHOP)[-2:] == [0, 600]
    many = [wait_of("sign-in", NOON, person="bob", address=f"198.51.100.{n}") for n in range(101)]
    assert [bool(wait) for wait in many] == [False] * 100 + [True]


def test_one_who_tries_many_names_from_one_place_is_stopped():
    waits = [wait_of("sign-in", NOON, person=f"user{n}", address=SHOP) for n in range(301)]
    assert [bool(wait) for wait in waits] == [False] * 300 + [True]


def test_a_name_is_one_however_it_is_written():
    tried("sign-in", 10, person="Ann", address=SHOP)
    assert tried("sign-in", 1, person="ANN ", address=SHOP) == [600]


def test_whoever_shows_who_they_are_begins_anew_and_the_place_does_not():
    tried("sign-in", 10, person="ann", address=SHOP)
    forget_tries("sign-in", person="ann", address=SHOP)
    assert tried("sign-in", 11, person="ann", address=SHOP)[-2:] == [0, 600]
    assert sorted(Tries.objects.values_list("count", flat=True)) == [11, 11, 21]


def test_counters_outlive_a_flood_of_others_and_go_when_their_window_is_over():
    tried("verify", 60, address=SHOP)
    for n in range(2_000):
        count_try("verify", address=f"2001:db8:0:{n:x}::1", now=NOON)
    assert tried("verify", 1, address=SHOP) == [60]
    assert remove_ended(NOON + 59 * SECOND) == 0
    assert remove_ended(NOON + 60 * SECOND) == 2_001


def test_no_name_and_no_address_stands_in_the_table():
    tried("sign-in", 1, person="ann", address=SHOP)
    assert {len(key) for key in Tries.objects.values_list("key", flat=True)} == {64}


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:0DB8:1:2::", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_place_is_an_address_of_ipv4_or_a_network_of_ipv6(address, place):
    assert place_of(address) == place


def test_every_limit_can_be_counted_by_something():
    assert all(limits for limits in LIMITS.values())
    assert {limit.by for limits in LIMITS.values() for limit in limits} == set(By)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_many_tries_at_once_exactly_the_limit_are_made():
    def one_try(_n: int) -> int:
        try:
            return wait_of("verify", NOON, address=SHOP)
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(one_try, range(100)))
    assert sorted(waits) == [0] * 60 + [60] * 40
