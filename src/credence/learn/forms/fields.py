"""The fields of forms in which people say who they are."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from credence.kit.fields import Line

MONTHS = [(number, _(name)) for number, name in enumerate(
    ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December"), start=1)]  # fmt: skip
DAYS = [(day, day) for day in range(1, 32)]
BOARD = RegexValidator(r"^[A-Za-z]{2,10}\Z", _("Write the board by its letters, such as ABIM."))


def text(label: Any, *, required: bool = True, longest: int = 100, autocomplete: str = "off", **extra: Any) -> Line:
    """Return a line to type in."""
    attributes = {"class": "form-control", "autocomplete": autocomplete}
    return Line(label=label, required=required, max_length=longest, widget=forms.TextInput(attrs=attributes), **extra)


def choice(label: Any, choices: Any, *, required: bool = False, **extra: Any) -> forms.TypedChoiceField:
    """Return a list to choose one of, or nothing where it is not required."""
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.TypedChoiceField(
        label=label, required=required, empty_value=None, choices=[("", "–"), *choices], widget=widget, **extra
    )
