"""The support form."""

from django import forms

from credence.support.models import SupportRequest


class SupportForm(forms.ModelForm[SupportRequest]):
    """A question, and where to answer it."""

    class Meta:
        model = SupportRequest
        fields = ["name", "email", "subject", "message", "page"]
        widgets = {
            "name": forms.TextInput(attrs={"class": "form-control", "autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"class": "form-control", "autocomplete": "email"}),
            "subject": forms.TextInput(attrs={"class": "form-control"}),
            "message": forms.Textarea(attrs={"class": "form-control", "rows": 8}),
            "page": forms.HiddenInput(),
        }
