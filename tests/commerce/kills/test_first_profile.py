"""A process that dies while a first profile is stored leaves the account as it was, or has done all of it."""

import uuid

import pytest

pytestmark = pytest.mark.own_database
PASSWORD = "a heron stands in the reeds"
BEFORE = {"own password": False, "mailed password": True, "profiles": 0, "professions": 0, "on record": 0}
AFTER = {"own password": True, "mailed password": False, "profiles": 1, "professions": 1, "on record": 2}


@pytest.mark.parametrize(
    ("place", "left"),
    [
        ("accounts.actions:store_password:after", BEFORE),
        ("accounts.actions:replace_password:after", BEFORE),
        ("accounts.actions:save_profile:before", BEFORE),
        ("accounts.actions:save_profile:after", BEFORE),
        ("journey.actions.steps:note_steps:before", BEFORE),
        ("journey.actions.steps:settle:before", AFTER),
    ],
)
def test_a_killed_first_profile_is_stored_whole_or_not_at_all_and_can_be_sent_again(shop, place, left):
    name = f"newcomer-{uuid.uuid4().hex[:8]}"
    shop.do("newcomer", name=name)
    shop.kill_at(place, "first_profile", name=name, password=PASSWORD)
    assert shop.do("account_of", name=name, password=PASSWORD) == left
    if left == BEFORE:
        shop.do("first_profile", name=name, password=PASSWORD)
    assert shop.do("account_of", name=name, password=PASSWORD) == AFTER
