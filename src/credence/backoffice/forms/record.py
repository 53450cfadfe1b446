"""What staff look for on the record."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from credence.accounts.queries import people_called
from credence.audit.enums import Act
from credence.audit.queries import Sought, act_in_words
from credence.backoffice.forms.orders import DayField
from credence.commerce.queries.days import beginning
from credence.kit.fields import Line

MOST_PEOPLE = 50


def _acts() -> list[tuple[str, str]]:
    """Return what may be chosen, in the reader's language."""
    return [("", str(_("Any"))), *((each.value, act_in_words(each)) for each in Act)]


class RecordSearch(forms.Form):
    """A person, an act, a thing, and from which day to which."""

    person = Line(
        label=_("Person"),
        required=False,
        max_length=150,
        help_text=_("User name, name or e-mail: what they did, and what was done to their account."),
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )
    act = forms.ChoiceField(
        label=_("Act"),
        required=False,
        choices=_acts,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    subject = Line(
        label=_("Object"),
        required=False,
        max_length=80,
        help_text=_("The number or id of an order, certificate, course or account."),
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    first = DayField(label=_("From"))
    last = DayField(label=_("To"))

    @property
    def sought(self) -> Sought:
        """What is asked for; what was not understood is as if it were not there."""
        self.full_clean()
        said = self.cleaned_data
        first, last = said.get("first"), said.get("last")
        actors, people = _people(said.get("person", ""))
        return Sought(
            actors=actors,
            people=people,
            act=said.get("act", ""),
            subject=said.get("subject", ""),
            since=beginning(first) if first else None,
            before=beginning(last + dt.timedelta(days=1)) if last else None,
        )


def _people(words: str) -> tuple[list[str] | None, list[str]]:
    """Return the names under which whoever is meant acted, a process among them, and the ids of their accounts."""
    if not words:
        return None, []
    found = list(people_called(words).values_list("username", "public_id")[:MOST_PEOPLE])
    return [words.lower(), *(name.lower() for name, _id in found)], [public_id for _name, public_id in found]
