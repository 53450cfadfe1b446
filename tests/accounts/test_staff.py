"""Staff are invited by letter; roles are given and taken back by others, with a reason; somebody is left to do it."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from credence.accounts.actions.staff import (
    InvitationOver,
    InvitedAnother,
    LastManager,
    NotAnAddress,
    OwnRoles,
    RoleHeld,
    accept_invitation,
    grant_role,
    invite,
    revoke_role,
    withdraw_invitation,
)
from credence.accounts.enums import Role
from credence.accounts.models import HeldRole, Invitation, User
from credence.audit.models import Event
from credence.audit.queries import sentence_of
from credence.outbox.actions import deliver_due
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 6, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def manager(name: str = "dana") -> User:
    """Return somebody who may give roles."""
    user = make_user(name)
    grant_role(user=user, role=Role.MANAGER, by="operator", now=NOW)
    return user


def invited(email: str = "erin@example.org", role: Role = Role.SUPPORT, by: str = "dana") -> tuple[Invitation, str]:
    """Return an invitation, and the secret in its link as the letter has it."""
    invitation = invite(email=email, role=role, reason="She starts on Monday", by=by, now=NOW)
    deliver_due(clock=lambda: NOW)
    found = re.search(r"http://127\.0\.0\.1:8000/staff/join/(\S+)/", str(mail.outbox[-1].body))
    assert found
    return invitation, found[1]


def said(action: str) -> list[str]:
    """Return what the record says of an act."""
    return [sentence_of(event) for event in Event.objects.filter(action=action)]


def test_the_link_of_the_letter_gives_the_role_to_the_account_of_its_address():
    manager()
    erin = make_user("erin")
    invitation, token = invited("Erin@Example.org")
    held = accept_invitation(token=token, user=erin, now=NOW + 7 * DAY - dt.timedelta(seconds=1))
    assert (held.user, held.role, held.granted_by) == (erin, "support", "dana")
    assert User.objects.get(username="erin").is_staff
    invited_so = "dana invited erin@example.org to the staff, with the role “support”, limited to provider: –."
    assert said("staff.invited") == [f"{invited_so} Reason: She starts on Monday"]
    assert said("staff.invitation-accepted") == [
        "erin accepted the invitation that went to erin@example.org: “support”, limited to provider: –."
    ]
    assert mail.outbox[-1].to == ["erin@example.org"]
    invitation.refresh_from_db()
    assert token not in (invitation.digest, invitation.public_id)


def test_a_link_works_once():
    manager()
    erin = make_user("erin")
    _invitation, token = invited()
    accept_invitation(token=token, user=erin, now=NOW)
    revoke_role(user=erin, role=Role.SUPPORT, by="dana", now=NOW, reason="Left")
    with pytest.raises(InvitationOver):
        accept_invitation(token=token, user=erin, now=NOW)
    assert not HeldRole.objects.filter(user=erin).exists()


@pytest.mark.parametrize("end", ["time", "withdrawn", "another letter", "forged", "the manager left"])
def test_a_link_that_is_over_gives_nothing(end):
    manager()
    erin = make_user("erin")
    invitation, token = invited()
    moment = NOW
    if end == "time":
        moment = NOW + 7 * DAY
    elif end == "withdrawn":
        withdraw_invitation(invitation=invitation, by="dana", now=NOW)
    elif end == "another letter":
        invited()
    elif end == "forged":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    else:
        manager("frank")
        revoke_role(user=User.objects.get(username="dana"), role=Role.MANAGER, by="frank", now=NOW)
    with pytest.raises(InvitationOver):
        accept_invitation(token=token, user=erin, now=moment)
    assert not User.objects.get(username="erin").is_staff


def test_a_link_gives_nothing_to_another_account():
    manager()
    _invitation, token = invited()
    with pytest.raises(InvitedAnother) as refused:
        accept_invitation(token=token, user=make_user("mallory"), now=NOW)
    assert refused.value.data == {"address": "erin@example.org"}
    assert not HeldRole.objects.filter(role=Role.SUPPORT).exists()
    accept_invitation(token=token, user=make_user("erin"), now=NOW)


def test_a_manager_cannot_take_a_role_by_inviting_themselves():
    dana = manager()
    _invitation, token = invited("dana@example.org", Role.FINANCE)
    with pytest.raises(OwnRoles):
        accept_invitation(token=token, user=dana, now=NOW)
    assert list(dana.roles.values_list("role", flat=True)) == ["manager"]


def test_nobody_is_invited_to_what_they_have_or_without_an_address():
    manager()
    with pytest.raises(RoleHeld):
        invited("dana@example.org", Role.MANAGER)
    with pytest.raises(NotAnAddress):
        invited("vıctim@example.org")
    assert not Invitation.objects.exists()


def test_an_invitation_is_withdrawn_once():
    manager()
    invitation, _token = invited()
    withdraw_invitation(invitation=invitation, by="dana", now=NOW)
    with pytest.raises(InvitationOver):
        withdraw_invitation(invitation=invitation, by="dana", now=NOW)
    assert said("staff.invitation-withdrawn") == [
        "dana withdrew the invitation of erin@example.org to the role “support”, limited to provider: –."
    ]


def test_the_database_keeps_one_open_invitation_of_a_kind_and_none_both_accepted_and_withdrawn():
    manager()
    invitation, _token = invited()
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(email="erin@example.org", role="support", digest="x", invited_at=NOW, ends_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(
            accepted_at=NOW, accepted_by=make_user("erin"), withdrawn_at=NOW
        )


@pytest.mark.parametrize("act", [grant_role, revoke_role])
def test_nobody_changes_their_own_roles(act):
    dana = manager()
    manager("frank")
    with pytest.raises(OwnRoles):
        act(user=dana, role=Role.MANAGER if act is revoke_role else Role.FINANCE, by="dana", now=NOW)
    assert list(dana.roles.values_list("role", flat=True)) == ["manager"]


def test_the_last_manager_stays_whoever_asks():
    dana = manager()
    frank = manager("frank")
    revoke_role(user=frank, role=Role.MANAGER, by="dana", now=NOW, reason="Another task")
    for by in ("frank", "operator"):
        with pytest.raises(LastManager):
            revoke_role(user=dana, role=Role.MANAGER, by=by, now=NOW)
    with pytest.raises(CommandError, match="Nobody else could give roles"):
        call_command("grant_role", "dana", "manager", "--revoke")
    User.objects.filter(pk=frank.pk).update(is_active=False)
    HeldRole.objects.create(user=frank, role=Role.MANAGER, granted_at=NOW, granted_by="operator")
    with pytest.raises(LastManager):
        revoke_role(user=dana, role=Role.MANAGER, by="operator", now=NOW)
    assert dana.roles.exists()


def test_a_role_is_given_and_taken_back_with_its_reason_on_record():
    manager()
    erin = make_user("erin")
    grant_role(user=erin, role=Role.COORDINATOR, scope="lakeside", by="dana", now=NOW, reason="New task")
    assert revoke_role(user=erin, role=Role.COORDINATOR, scope="lakeside", by="dana", now=NOW, reason="Task over")
    assert not revoke_role(user=erin, role=Role.COORDINATOR, scope="lakeside", by="dana", now=NOW, reason="Again")
    assert said("role.granted")[-1] == (
        "dana granted the role “coordinator”, limited to provider: lakeside. Reason: New task"
    )
    assert said("role.revoked") == [
        "dana took back the role “coordinator”, limited to provider: lakeside. Reason: Task over"
    ]
    assert not User.objects.get(username="erin").is_staff
