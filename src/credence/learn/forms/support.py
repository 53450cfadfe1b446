"""The support form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from credence.commerce.rules.cards import holds_card_number
from credence.kit.fields import Address, Line, Lines
from credence.support.models import SupportRequest


class SupportForm(forms.ModelForm[SupportRequest]):
    """A question, and where to answer it."""

    class Meta:
        model = SupportRequest
        fields = ["name", "email", "subject", "message", "page"]
        field_classes = {"name": Line, "email": Address, "subject": Line, "message": Lines, "page": Line}
        widgets = {
            "name": forms.TextInput(attrs={"class": "form-control", "autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"class": "form-control", "autocomplete": "email"}),
            "subject": forms.TextInput(attrs={"class": "form-control"}),
            "message": forms.Textarea(attrs={"class": "form-control", "rows": 8}),
            "page": forms.HiddenInput(),
        }

    def clean_message(self) -> str:
        """Take no card number, which would be stored and mailed (R65)."""
        message: str = self.cleaned_data["message"]
        if holds_card_number(message):
            raise forms.ValidationError(
                _("This looks like a card number. Please take it out: we neither need nor keep it.")
            )
        return message
