"""Fields as the forms of the back office have them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credence.kit.fields import Line, Lines

MOST = Decimal("99999.99")


def text(label: Any, *, longest: int, required: bool = True, **options: Any) -> Line:
    """Return a line of text."""
    widget = forms.TextInput(attrs={"class": "form-control"})
    return Line(label=label, max_length=longest, required=required, widget=widget, **options)


def long_text(label: Any, *, longest: int, required: bool = True, **options: Any) -> Lines:
    """Return some lines of text."""
    widget = forms.Textarea(attrs={"class": "form-control", "rows": 3})
    return Lines(label=label, max_length=longest, required=required, widget=widget, **options)


def sum_of_money(label: Any, *, least: str = "0.01", required: bool = True, **options: Any) -> forms.DecimalField:
    """Return an amount with two places."""
    widget = forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal"})
    return forms.DecimalField(
        label=label,
        min_value=Decimal(least),
        max_value=MOST,
        decimal_places=2,
        required=required,
        widget=widget,
        error_messages={"invalid": _("Write an amount like 25 or 25.00.")},
        **options,
    )


def whole_number(label: Any, *, most: int, required: bool = True, **options: Any) -> forms.IntegerField:
    """Return a number from one on."""
    widget = forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=1, max_value=most, required=required, widget=widget, **options)


def tick(label: Any, **options: Any) -> forms.BooleanField:
    """Return a box that may be ticked."""
    widget = forms.CheckboxInput(attrs={"class": "form-check-input"})
    return forms.BooleanField(label=label, required=False, widget=widget, **options)


def hidden_key() -> forms.UUIDField:
    """Return the key by which a second click finds the first."""
    return forms.UUIDField(widget=forms.HiddenInput)
