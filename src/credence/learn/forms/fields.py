"""The fields of forms in which people say who they are."""

from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from credence.kit.countries import code_of, countries
from credence.kit.fields import Line

MONTHS = [(number, _(name)) for number, name in enumerate(
    ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December"), start=1)]  # fmt: skip
DAYS = [(day, day) for day in range(1, 32)]
BOARD = RegexValidator(r"^[A-Za-z]{2,10}\Z", _("Write the board by its letters, such as ABIM."))


class CountryField(forms.ChoiceField):
    """One country of the list. A code of old, or UK, is read as what it stands for."""

    default_error_messages: ClassVar[dict[str, Any]] = {"required": _("Choose the country from the list.")}

    def __init__(self, *, autocomplete: str = "country", **options: Any) -> None:
        widget = forms.Select(attrs={"class": "form-select", "autocomplete": autocomplete})
        super().__init__(label=_("Country"), choices=_countries, widget=widget, **options)

    def to_python(self, value: Any) -> str:
        """Return the code, "" for what is none."""
        return code_of(str(value or ""))

    def prepare_value(self, value: Any) -> Any:
        """Choose in the list what is stored; nothing where it is no country."""
        return code_of(str(value or ""))


def _countries() -> list[tuple[str, str]]:
    return [("", "–"), *countries(get_language() or "en-us")]


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
