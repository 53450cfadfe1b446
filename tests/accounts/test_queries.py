"""What is known of people."""

import pytest

from credence.accounts.enums import Profession
from credence.accounts.queries import is_profile_complete, professions_of
from tests.factories.accounts import make_learner, make_user

pytestmark = pytest.mark.django_db


def test_a_profile_is_complete_once_it_is_stored():
    assert not is_profile_complete(make_user("bob"))
    assert is_profile_complete(make_learner("alice"))


def test_only_ones_own_professions_are_found():
    alice = make_learner("alice", Profession.PHYSICIAN, Profession.PHARMACIST)
    bob = make_learner("bob", Profession.NURSE)
    assert (professions_of(alice), professions_of(bob)) == ({"physician", "pharmacist"}, {"nurse"})
