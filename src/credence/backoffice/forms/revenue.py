"""Which money is asked for."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credence.backoffice.forms.orders import DayField
from credence.commerce.queries.revenue import currencies

USUAL = "USD"


class PeriodForm(forms.Form):
    """A period, by default this year so far, and a currency where there is more than one."""

    first = DayField(label=_("From"))
    last = DayField(label=_("To"))
    currency = forms.ChoiceField(
        label=_("Currency"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )

    def __init__(self, data: Any, today: dt.date) -> None:
        asked = data.copy()
        for name, day in (("first", today.replace(month=1, day=1)), ("last", today)):
            if not asked.get(name):
                asked[name] = day.isoformat()
        super().__init__(asked)
        self.today = today
        found = currencies() or [USUAL]
        self.fields["currency"].choices = [(each, each) for each in found]  # type: ignore[attr-defined]
        self.has_currencies = len(found) > 1
        self._usual = USUAL if USUAL in found else found[0]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        given = super().clean() or {}
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", _("The last day comes before the first."))
        return given

    @property
    def period(self) -> tuple[dt.date, dt.date, str]:
        """The period and the currency; this year so far where it was not understood."""
        if not self.is_valid():
            return self.today.replace(month=1, day=1), self.today, self._usual
        given = self.cleaned_data
        return given["first"], given["last"], given["currency"] or self._usual
