"""What staff say when they take a report along."""

from django import forms
from django.utils.translation import gettext_lazy as _

from credence.kit.fields import Line
from credence.reporting.enums import Form


class TakeForm(forms.Form):
    """Which file, and what for."""

    file = forms.ChoiceField(
        label=_("File"),
        choices=[(each.value, each.name) for each in Form],
        error_messages={
            "required": _("Choose one of the files below."),
            "invalid_choice": _("There is no such file. Choose one of those below."),
        },
    )
    why = Line(
        label=_("What is it for?"),
        help_text=_("Kept with the record of this download, such as: yearly report 2026."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
