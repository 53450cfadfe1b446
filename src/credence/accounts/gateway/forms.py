"""Fields and forms of sign-in where the library's would treat two spellings of an address as two."""

from typing import Any

from allauth.account.forms import AddEmailForm, ResetPasswordForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from credence.accounts.queries import active_user_at
from credence.accounts.rules.addresses import LONGEST, normal_address


class AddressField(forms.EmailField):
    """An e-mail address, made normal."""

    default_error_messages = {
        "invalid": _("Write an address like name@example.org, with letters from A to Z before the @."),
    }

    def to_python(self, value: Any) -> str:
        """Return it as it is stored; raises ValidationError where it is none that we write to."""
        text = super().to_python(value) or ""
        address = normal_address(text)
        if text and address is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return address or ""


def address_field() -> AddressField:
    """Return the field as the library's pages show it."""
    widget = forms.EmailInput(attrs={"autocomplete": "email"})
    return AddressField(label=_("E-mail address"), max_length=LONGEST, widget=widget)


class ResetForm(ResetPasswordForm):
    """Asks for the address to which the link to a new password goes: the confirmed one of an account."""

    email = address_field()

    def clean_email(self) -> str:
        """Find whose confirmed address it is; one that somebody only asked to change to is nobody's."""
        email: str = self.cleaned_data["email"]
        user = active_user_at(email)
        self.users = [user] if user else []
        return email


class ChangeAddressForm(AddEmailForm):
    """Asks for the address that takes the place of the present one."""

    email = address_field()
