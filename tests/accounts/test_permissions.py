"""Roles are data, and what they grant is exactly that."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from credence.accounts.actions import grant_role, revoke_role
from credence.accounts.enums import Role
from credence.accounts.models import HeldRole
from credence.accounts.permissions import NOTHING, ROLES, Grants, Permission, grants_of
from credence.audit.models import Event
from tests.factories.accounts import make_user

NOW = dt.datetime(2026, 2, 3, 12, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


def grant(user, role, scope=""):
    """Grant a role."""
    return grant_role(user=user, role=role, scope=scope, by="operator", now=NOW)


def test_every_role_grants_something_and_every_permission_belongs_to_a_role():
    assert set(ROLES) == set(Role)
    assert set().union(*ROLES.values()) == set(Permission)


def test_a_learner_may_do_nothing_as_staff():
    assert grants_of(make_user("alice")) == NOTHING


def test_staff_without_a_role_may_do_nothing():
    assert grants_of(make_user("dana", is_staff=True)).permissions == frozenset()


def test_a_superuser_may_do_everything():
    assert grants_of(make_user("root", is_staff=True, is_superuser=True)) == Grants(frozenset(Permission), None)


def test_support_looks_and_does_not_refund(django_assert_num_queries):
    user = make_user("sam")
    grant(user, Role.SUPPORT)
    with django_assert_num_queries(1):
        assert grants_of(user).permissions == {
            Permission.SEE_ORDERS,
            Permission.SEE_COUPONS,
            Permission.SEE_PROFESSIONS,
            Permission.SEE_UNSTAMPED,
            Permission.HANDLE_LETTERS,
        }


def test_two_roles_add_up():
    user = make_user("robin")
    grant(user, Role.FINANCE)
    grant(user, Role.COORDINATOR)
    assert grants_of(user).permissions == ROLES[Role.FINANCE] | ROLES[Role.COORDINATOR]


def test_a_coordinator_of_one_provider_sees_its_learners_and_nothing_else():
    user = make_user("robin")
    grant(user, Role.COORDINATOR, "lakeside")
    grants = grants_of(user)
    assert grants == Grants(frozenset({Permission.SEE_PARTICIPATION}), frozenset({"lakeside"}))
    assert (grants.may_see_provider("lakeside"), grants.may_see_provider("riverside")) == (True, False)


def test_finance_with_a_provider_to_coordinate_sees_no_other_provider_s_learners():
    user = make_user("robin")
    grant(user, Role.FINANCE)
    grant(user, Role.COORDINATOR, "lakeside")
    grants = grants_of(user)
    assert grants.permissions == ROLES[Role.FINANCE] | {Permission.SEE_PARTICIPATION}
    assert grants.providers == {"lakeside"}


def test_a_grant_makes_staff_and_is_on_record_once():
    user = make_user("robin")
    grant(user, Role.FINANCE)
    grant(user, Role.FINANCE)
    user.refresh_from_db()
    assert user.is_staff
    assert [(each.action, each.actor, each.details) for each in Event.objects.filter(action__startswith="role.")] == [
        ("role.granted", "operator", {"role": "finance", "provider": ""})
    ]


def test_with_the_last_role_one_is_no_longer_staff():
    user = make_user("robin")
    grant(user, Role.FINANCE)
    grant(user, Role.SUPPORT)
    assert revoke_role(user=user, role=Role.FINANCE, by="operator", now=NOW)
    assert user.is_staff
    assert revoke_role(user=user, role=Role.SUPPORT, by="operator", now=NOW)
    assert (user.is_staff, grants_of(user)) == (False, NOTHING)
    assert not revoke_role(user=user, role=Role.SUPPORT, by="operator", now=NOW)


def test_the_database_refuses_a_limit_on_finance():
    user = make_user("robin")
    with pytest.raises(IntegrityError), transaction.atomic():
        HeldRole.objects.create(user=user, role="finance", scope="lakeside", granted_at=NOW, granted_by="operator")


def test_the_command_grants_and_revokes_and_says_what_is_held():
    make_user("robin")
    said = StringIO()
    call_command("grant_role", "Robin", "coordinator", provider="lakeside", stdout=said)
    call_command("grant_role", "robin", "finance", stdout=said)
    call_command("grant_role", "robin", "finance", revoke=True, stdout=said)
    assert said.getvalue().splitlines() == [
        "Roles of robin: Coordinator lakeside",
        "Roles of robin: Coordinator lakeside, Finance",
        "Roles of robin: Coordinator lakeside",
    ]


def test_the_command_refuses_whom_nobody_knows_and_a_limit_that_means_nothing():
    with pytest.raises(CommandError, match="Nobody is called “robin” here"):
        call_command("grant_role", "robin", "finance")
    make_user("robin")
    with pytest.raises(CommandError, match="Only a coordinator can be limited"):
        call_command("grant_role", "robin", "finance", provider="lakeside")
