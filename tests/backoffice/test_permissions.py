"""Who may open what: one table, by which every address of the back office is tried by everybody."""

import pytest
from django.test import Client

from credence.accounts.enums import Role
from credence.accounts.models import User
from credence.accounts.permissions import ROLES, Permission
from tests.backoffice.conftest import signed_in, staff
from tests.house.walking import Address, addresses, path_of
from tests.house.world import World

OURS = [each for each in addresses() if each.name.startswith("backoffice:")]
TABLE: dict[str, Permission | None] = {
    # name of the address: what one must be allowed to do; None: to belong to the staff
    "backoffice:home": None,
    "backoffice:batch": Permission.SEE_COUPONS,
    "backoffice:batch-end": Permission.MAKE_COUPONS,
    "backoffice:batch-file": Permission.SEE_COUPONS,
    "backoffice:batches": Permission.SEE_COUPONS,
    "backoffice:coupon": Permission.SEE_COUPONS,
    "backoffice:coupon-end": Permission.MAKE_COUPONS,
    "backoffice:coupon-new": Permission.MAKE_COUPONS,
    "backoffice:coupons": Permission.SEE_COUPONS,
    "backoffice:coupons-file": Permission.SEE_COUPONS,
    "backoffice:coupons-many": Permission.MAKE_COUPONS,
    "backoffice:difference": Permission.SETTLE,
    "backoffice:differences": Permission.SETTLE,
    "backoffice:stray": Permission.SETTLE,
    "backoffice:group": Permission.SEE_COUPONS,
    "backoffice:group-change": Permission.MAKE_COUPONS,
    "backoffice:group-file": Permission.SEE_COUPONS,
    "backoffice:group-new": Permission.MAKE_COUPONS,
    "backoffice:groups": Permission.SEE_COUPONS,
    "backoffice:haste": Permission.LOOK_AT_HASTE,
    "backoffice:hasty-award": Permission.LOOK_AT_HASTE,
    "backoffice:letter": Permission.HANDLE_LETTERS,
    "backoffice:letter-now": Permission.HANDLE_LETTERS,
    "backoffice:letters": Permission.HANDLE_LETTERS,
    "backoffice:letters-again": Permission.HANDLE_LETTERS,
    "backoffice:order": Permission.SEE_ORDERS,
    "backoffice:order-again": Permission.DECIDE_ORDERS,
    "backoffice:order-open": Permission.DECIDE_ORDERS,
    "backoffice:order-payment": Permission.DECIDE_ORDERS,
    "backoffice:order-refund": Permission.REFUND,
    "backoffice:orders": Permission.SEE_ORDERS,
    "backoffice:orders-file": Permission.SEE_ORDERS,
    "backoffice:number": Permission.DECIDE_NUMBERS,
    "backoffice:numbers": Permission.DECIDE_NUMBERS,
    "backoffice:record": Permission.READ_RECORD,
    "backoffice:staff": Permission.MANAGE_STAFF,
    "backoffice:staff-invite": Permission.MANAGE_STAFF,
    "backoffice:staff-member": Permission.MANAGE_STAFF,
    "backoffice:staff-withdraw": Permission.MANAGE_STAFF,
    "backoffice:own-courses": Permission.SEE_OWN_COURSES,
    "backoffice:professions": Permission.SEE_PROFESSIONS,
    "backoffice:refund": Permission.REFUND,
    "backoffice:refunds": Permission.REFUND,
    "backoffice:reports": Permission.SEE_PARTICIPATION,
    "backoffice:reports-count": Permission.SEE_PARTICIPATION,
    "backoffice:reports-made": Permission.SEE_PARTICIPATION,
    "backoffice:reports-made-file": Permission.SEE_PARTICIPATION,
    "backoffice:reports-evaluations": Permission.SEE_PARTICIPATION,
    "backoffice:reports-file": Permission.SEE_PARTICIPATION,
    "backoffice:reports-provider": Permission.SEE_PARTICIPATION,
    "backoffice:reports-supporters": Permission.SEE_PARTICIPATION,
    "backoffice:revenue": Permission.SEE_REVENUE,
    "backoffice:revenue-file": Permission.SEE_REVENUE,
    "backoffice:uncertain": Permission.SEE_ORDERS,
    "backoffice:unstamped": Permission.SEE_UNSTAMPED,
}


def answers(client: Client, world: World) -> dict[str, tuple[int, int]]:
    """Return how every address answers when it is asked for, and when an empty form is sent to it."""
    return {each.name: _both(client, each, world) for each in OURS}


def _both(client: Client, address: Address, world: World) -> tuple[int, int]:
    path = path_of(address, world)
    return client.get(path).status_code, client.post(path).status_code


def test_every_address_has_its_row_and_no_other_has_one() -> None:
    assert {each.name for each in OURS} == set(TABLE)


def test_a_guest_is_led_to_sign_in_and_to_a_learner_nothing_is_there(world: World) -> None:
    assert set(answers(Client(), world).values()) == {(302, 302)}
    assert set(answers(signed_in(world.learner), world).values()) == {(404, 404)}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_it_may_and_nothing_else(world: World, role: Role) -> None:
    found = answers(signed_in(staff("robin", role)), world)
    refused = {name for name, both in found.items() if 403 in both}
    assert refused == {name for name, needed in TABLE.items() if needed and needed not in ROLES[role]}
    assert {name: both for name, both in found.items() if max(both) >= 500} == {}


def test_staff_without_a_role_open_the_door_only(world: World) -> None:
    user = staff("robin")
    User.objects.filter(pk=user.pk).update(is_staff=True)
    found = answers(signed_in(User.objects.get(pk=user.pk)), world)
    assert {name for name, both in found.items() if 200 in both} == {"backoffice:home"}
