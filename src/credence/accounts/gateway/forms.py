"""Forms of sign-in where the library's would treat two spellings of an address as two."""

from allauth.account.forms import AddEmailForm, ResetPasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.utils.translation import gettext_lazy as _

from credence.accounts.gateway.tries import count_try, forget_tries
from credence.accounts.models import User
from credence.accounts.queries import active_user_at
from credence.kit.clock import now
from credence.kit.fields import Address, Line


def address_field() -> Address:
    """Return the field as the library's pages show it."""
    return Address(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class ResetForm(ResetPasswordForm):
    """Asks for the address to which the link to a new password goes: the confirmed one of an account."""

    email = address_field()

    def clean_email(self) -> str:
        """Find whose confirmed address it is; one that somebody only asked to change to is nobody's."""
        email: str = self.cleaned_data["email"]
        count_try("password-reset", person=email, address=context.request.META["REMOTE_ADDR"], now=now())
        user = active_user_at(email)
        self.users = [user] if user else []
        return email


class ChangeAddressForm(AddEmailForm):
    """Asks for the address that takes the place of the present one."""

    email = address_field()


class Counted:
    """Counts the tries of a code, whatever session they come from, until one is right."""

    user: User

    def clean_code(self) -> str:
        """Check the code."""
        count_try("second-factor", person=str(self.user.pk), now=now())
        code: str = super().clean_code()  # type: ignore[misc]
        forget_tries("second-factor", person=str(self.user.pk), address="")
        return code


def code_field() -> Line:
    """Return the field as the library's pages show it."""
    return Line(label=_("Code"), widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))


class FactorForm(Counted, AuthenticateForm):
    """Asks for a code at sign-in."""

    code = code_field()


class FactorAgainForm(Counted, ReauthenticateForm):
    """Asks for a code before something that needs it given lately."""

    code = code_field()
