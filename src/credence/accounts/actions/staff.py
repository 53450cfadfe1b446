"""Who belongs to the staff, and with which roles: invited by letter, changed and taken back with a reason (R66)."""

import datetime as dt
import secrets

from django.db import transaction

from credence.accounts import letters
from credence.accounts.enums import Role
from credence.accounts.models import HeldRole, Invitation, User
from credence.accounts.queries import invitation_by
from credence.accounts.rules.invitations import digest_of, end_of
from credence.audit.actions import record
from credence.audit.enums import Act
from credence.kit.addresses import normal_address
from credence.kit.refusal import Refusal


class OwnRoles(Refusal):
    """Nobody gives themselves a role or takes one of their own back: another manager does."""

    code = "own-roles"


class LastManager(Refusal):
    """Somebody must be left who can give roles."""

    code = "last-manager"


class RoleHeld(Refusal):
    """The account of this address has the role already."""

    code = "role-held"


class NotAnAddress(Refusal):
    """An invitation must have somewhere to go."""

    code = "not-an-address"


class InvitationOver(Refusal):
    """The invitation was accepted or withdrawn, has ended, or never was one."""

    code = "invitation-over"


class InvitedAnother(Refusal):
    """The invitation went to another address than that of the account; `address` is the one that it went to."""

    code = "invited-another"


@transaction.atomic
def grant_role(*, user: User, role: Role, scope: str = "", by: str, now: dt.datetime, reason: str = "") -> HeldRole:
    """Make `user` staff with `role`; granting it twice changes nothing.

    `scope` is the slug of the one accrediting provider that a coordinator serves; empty means all.

    Raises:
        OwnRoles: `by` is the user name of `user`.
    """
    _refuse_own(user, by)
    fields = {"granted_at": now, "granted_by": by}
    held, is_new = HeldRole.objects.get_or_create(user=user, role=role, scope=scope, defaults=fields)
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    if is_new:
        _record_role(Act.ROLE_GRANTED, held, by=by, reason=reason, now=now)
    return held


@transaction.atomic
def revoke_role(*, user: User, role: Role, scope: str = "", by: str, now: dt.datetime, reason: str = "") -> bool:
    """Take a role back and return whether it was held; with the last one `user` is no longer staff.

    What a manager has invited to and nobody accepted is withdrawn with the role.

    Raises:
        OwnRoles: `by` is the user name of `user`.
        LastManager: nobody else could give roles any more.
    """
    _refuse_own(user, by)
    managers = _locked_managers()
    held = HeldRole.objects.filter(user=user, role=role, scope=scope).first()
    if held:
        if role is Role.MANAGER:
            _leave_manager(user, managers, by=by, now=now)
        _record_role(Act.ROLE_REVOKED, held, by=by, reason=reason, now=now)
        held.delete()
    if not user.is_superuser and not HeldRole.objects.filter(user=user).exists():
        user.is_staff = False
        user.save(update_fields=["is_staff"])
    return held is not None


def _locked_managers() -> list[HeldRole]:
    """Return who manages, one after another: of two who take each other's role, the second finds the first gone."""
    return list(HeldRole.objects.select_for_update().filter(role=Role.MANAGER).order_by("pk"))


def _refuse_own(user: User, by: str) -> None:
    if by == user.username:
        raise OwnRoles


def _leave_manager(user: User, managers: list[HeldRole], *, by: str, now: dt.datetime) -> None:
    """Let the office go to nobody but another active manager."""
    others = [each.user_id for each in managers if each.user_id != user.pk]
    if not User.objects.filter(pk__in=others, is_active=True).exists():
        raise LastManager
    for each in Invitation.objects.filter(invited_by=user.username, accepted_at=None, withdrawn_at=None):
        withdraw_invitation(invitation=each, by=by, now=now)


def _record_role(act: Act, held: HeldRole, *, by: str, reason: str, now: dt.datetime) -> None:
    details = {"role": held.role, "provider": held.scope}
    record(act, by=by, subject=("user", held.user.public_id), now=now, reason=reason, details=details)


@transaction.atomic
def invite(*, email: str, role: Role, scope: str = "", reason: str, by: str, now: dt.datetime) -> Invitation:
    """Write to somebody that they may become staff with `role`; an earlier letter to the same is withdrawn.

    The link works once, for the account with that address, and ends after some days.

    Raises:
        NotAnAddress: `email` is none that we write to.
        RoleHeld: the account of that address has the role.
    """
    address = normal_address(email)
    if address is None:
        raise NotAnAddress
    if HeldRole.objects.filter(user__email=address, role=role, scope=scope).exists():
        raise RoleHeld
    for each in Invitation.objects.filter(email=address, role=role, scope=scope, accepted_at=None, withdrawn_at=None):
        withdraw_invitation(invitation=each, by=by, now=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=address, role=role, scope=scope, digest=digest_of(token), invited_by=by, invited_at=now,
        ends_at=end_of(now),
    )  # fmt: skip
    letters.invited(invitation, token, now=now)
    _record_step(Act.STAFF_INVITED, invitation, by=by, reason=reason, now=now)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: str, now: dt.datetime, reason: str = "") -> None:
    """Let the link of an invitation open nothing any more.

    Raises:
        InvitationOver: it was accepted or withdrawn before.
    """
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.accepted_at or locked.withdrawn_at:
        raise InvitationOver
    locked.withdrawn_at, locked.withdrawn_by = now, by
    locked.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _record_step(Act.STAFF_INVITATION_WITHDRAWN, locked, by=by, reason=reason, now=now)


@transaction.atomic
def accept_invitation(*, token: str, user: User, now: dt.datetime) -> HeldRole:
    """Give `user` the role of an invitation, which has done its work then.

    Raises:
        InvitationOver: nobody may accept it any more.
        InvitedAnother: it went to an address that is not the confirmed one of `user`.
    """
    found = invitation_by(token)
    if found is None:
        raise InvitationOver
    locked = Invitation.objects.select_for_update().get(pk=found.pk)
    if not locked.is_open_at(now):
        raise InvitationOver
    if user.email != locked.email:
        raise InvitedAnother(address=locked.email)
    locked.accepted_at, locked.accepted_by = now, user
    locked.save(update_fields=["accepted_at", "accepted_by"])
    _record_step(Act.STAFF_INVITATION_ACCEPTED, locked, by=user.username, reason="", now=now)
    return grant_role(user=user, role=Role(locked.role), scope=locked.scope, by=locked.invited_by, now=now)


def _record_step(act: Act, invitation: Invitation, *, by: str, reason: str, now: dt.datetime) -> None:
    details = {"address": invitation.email, "role": invitation.role, "provider": invitation.scope}
    subject = ("invitation", invitation.public_id)
    record(act, by=by, subject=subject, now=now, reason=reason, details=details)
