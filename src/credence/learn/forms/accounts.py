"""Registration, and closing an account, as forms."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from credence.accounts.models import User
from credence.kit.fields import Address, Line, Password


class RegistrationForm(forms.Form):
    """A user name, which is permanent, and an e-mail address."""

    username = Line(
        label=_("User name"),
        help_text=_("3 to 30 letters, digits, points, hyphens or underscores. It is permanent."),
        min_length=3,
        max_length=30,
        validators=[
            RegexValidator(
                r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z",
                _("Use letters A to Z, digits, points, hyphens and underscores; begin with a letter or digit."),
            )
        ],
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "username", "autocapitalize": "none"}),
    )
    email = Address(
        label=_("E-mail address"),
        help_text=_("Your initial password is mailed here."),
        widget=forms.EmailInput(attrs={"class": "form-control", "autocomplete": "email"}),
    )


class OwnPasswordForm(RegistrationForm):
    """The same, and a password of one's own; the address is confirmed by a link."""

    password = Password(
        label=_("Password"),
        help_text=_("At least 10 characters; a sentence is fine."),
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("A link that confirms it is mailed here.")

    def clean_password(self) -> str:
        """Judge the password by the site's rules, beside the name and the address."""
        password: str = self.cleaned_data["password"]
        said = {name: self.cleaned_data.get(name, "") for name in ("username", "email")}
        validate_password(password, User(**said))
        return password


def registration_form() -> type[RegistrationForm]:
    """Return the form by which people register on this site (`CREDENCE_REGISTRATION`)."""
    return OwnPasswordForm if settings.ENV.registration == "own-password" else RegistrationForm


class ConfirmationForm(forms.Form):
    """The password that was chosen at registration."""

    password = Password(
        label=_("The password that you chose"),
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "current-password"}),
    )


class CloseAccountForm(forms.Form):
    """The password once more, and that one means it."""

    password = Password(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "current-password"}),
    )
    confirmed = forms.BooleanField(
        label=_("I understand that this cannot be undone."),
        error_messages={"required": _("Please tick this box if you want to close the account.")},
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Refuse a wrong password."""
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not your password. The account is open as before."))
        return password
