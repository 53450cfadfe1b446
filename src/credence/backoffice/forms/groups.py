"""The form by which seats are sold to a group."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credence.backoffice.forms.fields import sum_of_money, text, whole_number
from credence.backoffice.forms.orders import DayField, titled
from credence.catalog.enums import OrganizationKind
from credence.commerce.actions.groups import Purchase
from credence.commerce.queries.coupons import courses_sold
from credence.commerce.queries.days import beginning
from credence.kit.fields import Address

MOST_SEATS = 2000


class GroupForm(forms.Form):
    """What a group bought and how it paid."""

    name = text(_("Name of the group"), longest=120, help_text=_("As the buyer calls it, such as “Radiology 2026”."))
    buyer = text(_("Who bought"), longest=200, help_text=_("The department or hospital on the invoice."))
    buyer_kind = forms.ChoiceField(
        label=_("What the buyer is"),
        choices=[("", "–"), *OrganizationKind.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
        help_text=_("An ineligible company makes or sells what patients use. It gets counts only, never a name."),
    )
    contact = Address(
        label=_("E-mail of the buyer"), required=False, widget=forms.EmailInput(attrs={"class": "form-control"})
    )
    seats_in = forms.ChoiceField(label=_("Course"), widget=forms.Select(attrs={"class": "form-select"}))
    seats = whole_number(_("Seats"), most=MOST_SEATS)
    price_paid = sum_of_money(
        _("Paid for all seats"), least="0.00", help_text=_("It counts as revenue once, on the day it was paid.")
    )
    paid_on = DayField(label=_("Paid on"), required=True)
    payment_reference = text(_("Reference of the payment"), longest=100, help_text=_("Number of the invoice or check."))
    last = DayField(label=_("Last day of the codes"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sold = {course.slug: course for course in courses_sold()}
        self.fields["seats_in"].choices = titled(self._sold.values())  # type: ignore[attr-defined]

    @property
    def purchase(self) -> Purchase:
        """What was bought."""
        given = self.cleaned_data
        return Purchase(
            name=given["name"],
            buyer=given["buyer"],
            buyer_kind=OrganizationKind(given["buyer_kind"]),
            contact=given["contact"],
            course=self._sold[given["seats_in"]],
            seats=given["seats"],
            price_paid=given["price_paid"],
            paid_on=given["paid_on"],
            reference=given["payment_reference"],
            until=beginning(given["last"] + dt.timedelta(days=1)) if given["last"] else None,
        )
