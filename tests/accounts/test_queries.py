"""What is known of people."""

import pytest

from credence.accounts.enums import Profession
from credence.accounts.models import Identifier
from credence.accounts.queries import identifiers_of, is_profile_complete, professions_of
from tests.factories.accounts import make_learner, make_user

pytestmark = pytest.mark.django_db


def test_a_profile_is_complete_once_it_is_stored():
    assert not is_profile_complete(make_user("bob"))
    assert is_profile_complete(make_learner("alice"))


def test_only_ones_own_professions_and_identifiers_are_found():
    alice = make_learner("alice", Profession.PHYSICIAN, Profession.PHARMACIST)
    bob = make_learner("bob", Profession.NURSE)
    Identifier.objects.create(user=alice, kind="state-licence", region="NH", value="2")
    Identifier.objects.create(user=alice, kind="state-licence", region="MA", value="1")
    Identifier.objects.create(user=alice, kind="npi", value="1234567893")
    Identifier.objects.create(user=bob, kind="npi", value="1993999998")
    assert professions_of(alice) == {"physician", "pharmacist"}
    assert identifiers_of(alice) == {"npi": ("1234567893",), "state-licence": ("1", "2")}
    assert (professions_of(bob), identifiers_of(bob)) == ({"nurse"}, {"npi": ("1993999998",)})
