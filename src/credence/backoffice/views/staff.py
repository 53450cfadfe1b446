"""Who belongs to the staff: invited by letter, given roles, and roles taken back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credence.accounts.actions import staff
from credence.accounts.enums import Role
from credence.accounts.models import User
from credence.accounts.permissions import Permission
from credence.accounts.queries import invitations, second_factors_of, staff_members
from credence.backoffice.access import Staff, invitation_or_404, member_or_404, needs
from credence.backoffice.forms.staff import InviteForm, RoleForm, TakeBackForm
from credence.backoffice.responses.pages import sent, show
from credence.backoffice.wording.refusals import sentence
from credence.kit.clock import now
from credence.kit.refusal import Refusal

PART = "backoffice:staff"


@require_safe
@needs(Permission.MANAGE_STAFF)
def members(request: Staff) -> HttpResponse:
    """List everybody of the staff with their roles, and the invitations that wait."""
    context = {"members": staff_members(), "invitations": invitations(), "moment": now()}
    return show(request, "staff/staff", context, part=PART)


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_STAFF)
def invite(request: Staff) -> HttpResponse:
    """Invite somebody by letter."""
    form = InviteForm(sent(request))
    if form.is_valid():
        try:
            _invite(request, form)
        except (staff.NotAnAddress, staff.RoleHeld) as refused:
            form.add_error("email", sentence(refused))
        else:
            return redirect("backoffice:staff")
    return show(request, "staff/invite", {"form": form}, part=PART, status=422 if form.errors else 200)


def _invite(request: Staff, form: InviteForm) -> None:
    said = form.cleaned_data
    staff.invite(
        email=said["email"],
        role=Role(said["role"]),
        scope=said["scope"],
        reason=said["reason"],
        by=request.user.username,
        now=now(),
    )
    messages.success(request, _("The letter to %(address)s is on its way.") % {"address": said["email"]})


@require_POST
@needs(Permission.MANAGE_STAFF)
def withdraw(request: Staff, public_id: str) -> HttpResponse:
    """Let the link of an invitation open nothing any more."""
    found = invitation_or_404(public_id)
    try:
        staff.withdraw_invitation(invitation=found, by=request.user.username, now=now())
    except staff.InvitationOver as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("The invitation of %(address)s is withdrawn.") % {"address": found.email})
    return redirect("backoffice:staff")


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_STAFF)
def member(request: Staff, public_id: str) -> HttpResponse:
    """Show what somebody may do, give a role or take one back."""
    found = member_or_404(public_id)
    is_taking = "take" in request.POST
    shown = sorted((held.role, held.scope) for held in found.roles.all())
    give = RoleForm(None if is_taking else sent(request), shown=shown)
    take = TakeBackForm(sent(request) if is_taking else None, member=found, shown=shown)
    form = take if is_taking else give
    if form.is_valid():
        try:
            said = _take_back(request, found, take) if is_taking else _give(request, found, give)
        except Refusal as refused:
            form.add_error(None, sentence(refused))
        else:
            messages.success(request, said)
            return redirect("backoffice:staff")
    context = {"member": found, "factors": second_factors_of(found), "give": give, "take": take}
    return show(request, "staff/member", context, part=PART, status=form.status)


def _give(request: Staff, member: User, form: RoleForm) -> str:
    said = form.cleaned_data
    held = staff.grant_role(
        user=member, role=Role(said["role"]), scope=said["scope"], by=request.user.username, now=now(),
        reason=said["reason"],
    )  # fmt: skip
    return _("%(name)s has the role: %(role)s.") % {"name": member.username, "role": held}


def _take_back(request: Staff, member: User, form: TakeBackForm) -> str:
    held = form.cleaned_data["held"]
    staff.revoke_role(
        user=member, role=Role(held.role), scope=held.scope, by=request.user.username, now=now(),
        reason=form.cleaned_data["reason"],
    )  # fmt: skip
    return _("%(name)s no longer has the role: %(role)s.") % {"name": member.username, "role": held}
