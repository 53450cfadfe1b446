"""The claim of a credit."""

from django import forms


class ClaimForm(forms.Form):
    """Which credit, how much of it, and the attestation where the credit is self-claimed (R38)."""

    offer = forms.IntegerField()
    amount = forms.DecimalField(required=False, max_digits=6, decimal_places=2)
    attested = forms.BooleanField(required=False)
