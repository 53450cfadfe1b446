"""The claim of a credit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ClaimForm(forms.Form):
    """Which credit, how much of it, and the attestation where the credit is self-claimed (R38)."""

    offer = forms.IntegerField()
    amount = forms.DecimalField(required=False, max_digits=6, decimal_places=2)
    attested = forms.BooleanField(required=False)

    default_error_messages: dict[str, Any] = {
        "amount": _("Write the number of credits with at most two decimals, such as 0.75."),
    }
