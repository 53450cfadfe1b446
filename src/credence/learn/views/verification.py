"""Anybody checks a certificate: by its code, or by dropping the file."""

import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from credence.credit.queries import verification_of, verification_of_file
from credence.kit.clock import now
from credence.kit.fields import Line
from credence.learn.access.rate_limit import limit
from credence.learn.presenters.verified import facts_of
from credence.learn.responses.public_pages import public_page, render_public

LARGEST_FILE = 5_000_000


class VerificationForm(forms.Form):
    """A code, or the file itself."""

    code = Line(
        label=_("Verification code"),
        required=False,
        help_text=_("Printed at the foot of the certificate: four groups of five letters and digits."),
        widget=forms.TextInput(attrs={"class": "form-control", "autocapitalize": "characters", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("Or the PDF file"),
        required=False,
        help_text=_("We compare it with what we issued and keep nothing of it."),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": "application/pdf"}),
    )

    def clean_file(self) -> object:
        """Refuse files larger than any certificate."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise ValidationError(_("This file is larger than any certificate we issue, so it is not one of ours."))
        return file


@csrf_exempt  # it changes nothing and asks for nobody, and so its form needs no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponseBase:
    """Say whether a certificate is ours and what it stands for; before anything is asked, show the public form."""
    is_asked = request.method == "POST" or "code" in request.GET
    response = answer(request) if is_asked else empty_form(request)
    response["X-Robots-Tag"] = "noindex"
    return response


@public_page()
def empty_form(request: HttpRequest) -> HttpResponse:
    """Show the form, the same to everybody."""
    context = {"form": VerificationForm(), "asked": False, "found": None, "by_file": False}
    return render_public("verification/verify.html", context)


@never_cache
def answer(request: HttpRequest) -> HttpResponse:
    """Say what is known of a certificate; unknown and malformed codes are answered alike."""
    data = request.POST if request.method == "POST" else request.GET
    limit(request, "verify")
    form = VerificationForm(data, request.FILES or None)
    context: dict[str, object] = {"form": form, "asked": False, "found": None, "by_file": False}
    if form.is_valid() and (form.cleaned_data["file"] or data.get("code", "").strip()):
        context |= _answer(form)
    return render_public("verification/verify.html", context)


def _answer(form: VerificationForm) -> dict[str, object]:
    moment, file = now(), form.cleaned_data["file"]
    if file:
        found = verification_of_file(hashlib.sha256(file.read()).hexdigest(), moment)
    else:
        found = verification_of(form.cleaned_data["code"], moment)
    return {"asked": True, "by_file": bool(file), "found": found, "told": facts_of(found) if found else []}
