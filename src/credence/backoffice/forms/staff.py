"""Forms of who belongs to the staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credence.accounts.enums import Role
from credence.accounts.models import HeldRole, User
from credence.backoffice.forms.fields import text
from credence.backoffice.forms.seen import SeenForm
from credence.catalog.models import AccreditingProvider
from credence.kit.fields import Address

ALL = ("", _("All providers"))


class RoleForm(SeenForm):
    """A role, for which provider, and why."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.Select(attrs={"class": "form-select"}))
    scope = forms.ChoiceField(
        label=_("Limited to provider"),
        required=False,
        help_text=_("Coordinators only: they see the learners of this provider and no others."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    reason = text(_("Reason"), longest=500, help_text=_("It stands on the record."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        providers = AccreditingProvider.objects.order_by("name").values_list("slug", "name")
        self.fields["scope"].choices = [ALL, *providers]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a limit on a role that knows none."""
        given = super().clean()
        if self.cleaned_data.get("scope") and self.cleaned_data.get("role") != Role.COORDINATOR:
            self.add_error("scope", _("Only a coordinator can be limited to one provider. Choose “All providers”."))
        return given


class InviteForm(RoleForm):
    """Whom a letter invites to which role."""

    email = Address(label=_("E-mail address"), widget=forms.EmailInput(attrs={"class": "form-control"}))
    field_order = ("email", "role", "scope", "reason")


class TakeBackForm(SeenForm):
    """Which role somebody loses, and why."""

    held = forms.ModelChoiceField(
        HeldRole.objects.none(),
        label=_("Role"),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": _("This role was taken back meanwhile. Choose another.")},
    )
    reason = text(_("Reason"), longest=500, help_text=_("It stands on the record."))

    def __init__(self, *args: Any, member: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "back", **kwargs})
        self.fields["held"].queryset = member.roles.order_by("role", "scope")  # type: ignore[attr-defined]
