"""What staff look for among orders."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credence.backoffice.wording.states import ORDER, PAID_BY
from credence.catalog.models import Course
from credence.commerce.queries.orders import Wanted, courses_ordered
from credence.kit.fields import Line

ANY = ("", _("Any"))
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2999, 12, 31)


class DayField(forms.DateField):
    """A day between the years 2000 and 2999, from the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")
        super().__init__(**{"required": False, "widget": widget, **options})

    def validate(self, value: dt.date | None) -> None:
        """Refuse what nobody can mean."""
        super().validate(value)
        if value and not FIRST_DAY <= value <= LAST_DAY:
            raise forms.ValidationError(_("Choose a day between the years 2000 and 2999."))


def choice(label: Any, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    """Return a list to choose from, or nothing of it."""
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=label, choices=[ANY, *choices], required=False, widget=widget)


def titled(courses: Any) -> list[tuple[str, str]]:
    """Return courses as choices."""
    return [(course.slug, course.current_version.title) for course in courses]


class OrderSearch(forms.Form):
    """The words and filters above the list of orders."""

    q = Line(
        label=_("Search"),
        required=False,
        max_length=120,
        help_text=_(
            "Order or invoice number, transaction, last four digits of a card, coupon code, user name, e-mail or name."
        ),
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )
    state = choice(_("State"), [(state, words) for state, (words, _kind) in ORDER.items()])
    in_course = choice(_("Course"), [])
    paid_by = choice(_("Paid by"), list(PAID_BY.items()))
    first = DayField(label=_("From"))
    last = DayField(label=_("To"))
    undecided = forms.BooleanField(
        label=_("Only what waits for a person"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found: list[Course] = list(courses_ordered())
        self.fields["in_course"].choices = [ANY, *titled(found)]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What is asked for; what was not understood is as if it were not there."""
        self.full_clean()
        asked = {name: value for name, value in self.cleaned_data.items() if value and name not in self.errors}
        asked["words"], asked["course"] = asked.pop("q", ""), asked.pop("in_course", "")
        return Wanted(**asked)
