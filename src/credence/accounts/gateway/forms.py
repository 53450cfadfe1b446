"""Forms of sign-in where the library's would treat two spellings of an address as two."""

from allauth.account.forms import AddEmailForm, ResetPasswordForm
from django import forms
from django.utils.translation import gettext_lazy as _

from credence.accounts.queries import active_user_at
from credence.kit.fields import Address


def address_field() -> Address:
    """Return the field as the library's pages show it."""
    return Address(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


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
