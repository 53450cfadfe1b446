"""What the checkout page sends: the bill, the card as the gateway's token, and what was shown. Never a card number."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from credence.accounts.models import Profile, User
from credence.commerce.gateway.chosen import card_fields
from credence.commerce.gateway.interface import Address
from credence.commerce.models import Order
from credence.commerce.rules.cards import holds_card_number
from credence.kit.fields import Line
from credence.learn.forms.fields import CountryField
from credence.learn.forms.page_owner import CARD, OPAQUE

SHAPED = OPAQUE | CARD
WITH_STATES = frozenset({"US", "CA"})
HASH = RegexValidator(r"^[0-9a-f]{64}\Z")


def _line(label: Any, longest: int, autocomplete: str, *, required: bool = True, **extra: Any) -> Line:
    attributes = {"class": "form-control", "autocomplete": f"billing {autocomplete}"}
    widget = forms.TextInput(attrs=attributes)
    return Line(label=label, max_length=longest, required=required, widget=widget, **extra)


class BillForm(forms.Form):
    """To whom the bill goes."""

    bill_name = _line(_("Name on the card"), 100, "name")
    bill_street = _line(_("Street"), 100, "address-line1")
    bill_street2 = _line(_("Apartment, floor or department"), 100, "address-line2", required=False)
    bill_city = _line(_("City"), 60, "address-level2")
    bill_region = _line(_("State or province"), 60, "address-level1", required=False)
    bill_postal_code = _line(_("ZIP or postal code"), 20, "postal-code", required=False)
    bill_country = CountryField(autocomplete="billing country")

    def clean(self) -> dict[str, Any]:
        """Ask for state and ZIP code where every address has them."""
        data = super().clean() or self.cleaned_data
        if data.get("bill_country") in WITH_STATES:
            for name in ("bill_region", "bill_postal_code"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Addresses in this country have one. Please fill it in."))
        return data

    @property
    def name(self) -> str:
        """The name; only after `is_valid`."""
        return str(self.cleaned_data["bill_name"])

    @property
    def address(self) -> Address:
        """The address; only after `is_valid`."""
        parts = ("street", "street2", "city", "region", "postal_code", "country")
        return Address(**{part: self.cleaned_data[f"bill_{part}"] for part in parts})


class CardForm(forms.Form):
    """The card as the gateway's fields gave it to the page, the page's own key, and the signature of what it showed."""

    card_token = Line()
    card_key = Line()
    attempt_key = forms.UUIDField()
    shown = Line(validators=[HASH])

    def clean_card_token(self) -> str:
        """Take what has the shape of the gateway's tokens."""
        return self._shaped("card_token", card_fields().token)

    def clean_card_key(self) -> str:
        """Take what has the shape of the gateway's keys."""
        return self._shaped("card_key", card_fields().key)

    def _shaped(self, name: str, shape: str) -> str:
        value: str = self.cleaned_data[name]
        if not re.fullmatch(shape, value):
            raise forms.ValidationError(_("The card details did not arrive. Nothing was charged; please try again."))
        return value


def prefilled_bill(order: Order, learner: User) -> BillForm:
    """Return the form with the bill of the order's last try, or else with the learner's profile."""
    parts = ("name", "street", "street2", "city", "region", "postal_code", "country")
    if order.billing_name:
        return BillForm(initial={f"bill_{part}": getattr(order, f"billing_{part}") for part in parts})
    profile = Profile.objects.get(user=learner)
    values = {f"bill_{part}": getattr(profile, part) for part in parts if hasattr(profile, part)}
    name = f"{profile.given_name} {profile.family_name}".strip()
    return BillForm(initial={**values, "bill_name": name})


def has_card_number(data: QueryDict) -> bool:
    """Return whether somebody typed a card number where it would reach us (R65)."""
    return any(
        holds_card_number(text) for name, values in data.lists() if name not in SHAPED for text in (name, *values)
    )
