"""Somebody is left who can give roles, and a link works once, however many act at once."""

import datetime as dt
import threading

import pytest

from credence.accounts.actions import staff
from credence.accounts.actions.staff import InvitationOver, LastManager, accept_invitation, grant_role, revoke_role
from credence.accounts.enums import Role
from credence.accounts.models import HeldRole, User
from credence.audit.models import Event
from tests.factories.accounts import make_invitation, make_user

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
NOW = dt.datetime(2026, 3, 6, 12, tzinfo=dt.UTC)
MANAGERS = ("dana", "frank")


@pytest.fixture
def managers(transactional_db):
    for name in MANAGERS:
        grant_role(user=make_user(name), role=Role.MANAGER, by="operator", now=NOW)


def ousting(names):
    """Return a function that lets each of two managers take the other's role."""
    left = list(names)

    def run() -> str:
        name = left.pop()
        other = next(each for each in MANAGERS if each != name)
        try:
            revoke_role(user=User.objects.get(username=name), role=Role.MANAGER, by=other, now=NOW)
        except LastManager:
            return "refused"
        return "done"

    return run


def test_without_the_lock_two_managers_would_take_each_others_role(managers, race, monkeypatch):
    barrier = threading.Barrier(2, timeout=30)
    judge = staff._leave_manager

    def judged_together(user, _locked, **rest):
        judge(user, list(HeldRole.objects.filter(role=Role.MANAGER)), **rest)
        barrier.wait()

    monkeypatch.setattr(staff, "_leave_manager", judged_together)
    monkeypatch.setattr(staff, "_locked_managers", list)
    assert race(ousting(MANAGERS), 2) == {"done": 2}
    assert not HeldRole.objects.exists()


def test_of_two_managers_who_take_each_others_role_one_stays(managers, race):
    assert race(ousting(MANAGERS), 2) == {"done": 1, "refused": 1}
    assert HeldRole.objects.count() == 1


def accepting(token):
    """Return a function that accepts an invitation."""

    def run() -> str:
        try:
            accept_invitation(token=token, user=User.objects.get(username="erin"), now=NOW)
        except InvitationOver:
            return "over"
        return "accepted"

    return run


def test_of_many_who_follow_the_link_at_once_one_accepts(transactional_db, race):
    make_user("erin")
    make_invitation("erin@example.org", token="a-link", invited_at=NOW, ends_at=NOW + dt.timedelta(days=1))
    assert race(accepting("a-link"), 12) == {"accepted": 1, "over": 11}
    assert Event.objects.filter(action="staff.invitation-accepted").count() == 1
