"""What is known of people."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from credence.accounts.enums import Profession
from credence.accounts.gateway.findable import keep_findable
from credence.accounts.models import KnownBy, Profile, User
from credence.accounts.queries import is_profile_complete, people_called, professions_of
from tests.factories.accounts import make_learner, make_user

pytestmark = pytest.mark.django_db


def test_a_profile_is_complete_once_it_is_stored():
    assert not is_profile_complete(make_user("bob"))
    assert is_profile_complete(make_learner("alice"))


def test_only_ones_own_professions_are_found():
    alice = make_learner("alice", Profession.PHYSICIAN, Profession.PHARMACIST)
    bob = make_learner("bob", Profession.NURSE)
    assert (professions_of(alice), professions_of(bob)) == ({"physician", "pharmacist"}, {"nurse"})


def called(words):
    """Return the user names of whoever is called so."""
    return set(people_called(words).values_list("username", flat=True))


@pytest.mark.parametrize(
    "words", ["vega ana", "Vega, Ana", "ana de la v", "lavega", "avega9", "ana.vega@mail", "ANA.VEGA"]
)
def test_somebody_is_found_by_how_names_user_name_or_address_begin(words):
    user = make_learner("avega9", given_name="Ana", middle_name="Lucía", family_name="de la Vega")
    User.objects.filter(pk=user.pk).update(email="ana.vega@mail.org")
    keep_findable(User.objects.get())
    make_learner("other", given_name="Anton", family_name="Vogel")
    assert called(words) == {"avega9"}


@pytest.mark.parametrize("words", ["", " ", "%", "-", "\u200b", "ega", "ana vogel", "mail"])
def test_nobody_is_found_by_nothing_or_by_what_two_people_are_called(words):
    make_learner("avega9", given_name="Ana", family_name="Vega")
    make_learner("other", given_name="Anton", family_name="Vogel")
    assert called(words) == set()


def test_whoever_changes_a_name_is_found_by_the_new_one_alone():
    user = make_learner("alice", given_name="Alice", family_name="Vega")
    Profile.objects.update(family_name="Ortiz")
    keep_findable(user)
    assert (called("vega"), called("ortiz")) == (set(), {"alice"})


def test_a_name_is_found_by_every_word_by_which_it_is_stored_and_a_million_cost_no_more():
    plan = people_called("vega ana").explain()
    ranges = [
        plan.count(f"{each}text>? AND text<?)")
        for each in ("accounts_knownby_text (", "accounts_knownby_1 (user_id=? AND ")
    ]
    assert connection.vendor != "sqlite" or (ranges, plan.count("SCAN")) == ([2, 1], 0)


def test_whoever_was_there_before_is_found_as_if_they_had_come_now():
    make_learner("avega9", given_name="Ana", middle_name="Lucía", family_name="de la Vega-O’Brien")
    make_user("nobody.yet")
    now = set(KnownBy.objects.values_list("user", "text"))
    KnownBy.objects.all().delete()
    import_module("credence.accounts.migrations.0010_known_by").write_down(apps, None)
    assert set(KnownBy.objects.values_list("user", "text")) == now
