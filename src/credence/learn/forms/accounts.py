"""Registration, and closing an account, as forms."""

from typing import Any

from django import forms
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
