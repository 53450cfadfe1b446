"""Registration as a form."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _


class RegistrationForm(forms.Form):
    """A user name, which is permanent, and an e-mail address."""

    username = forms.CharField(
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
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Your initial password is mailed here."),
        widget=forms.EmailInput(attrs={"class": "form-control", "autocomplete": "email"}),
    )
