"""Registration: by a mailed password or by one's own, the letter once more, and the link that confirms an address."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from credence.accounts.actions import RegistrationOver, UserNameTaken, send_first_letter_again
from credence.accounts.gateway.signing_in import sign_in
from credence.accounts.gateway.tries import TooOften
from credence.accounts.queries import registration_by
from credence.accounts.rules.invitations import digest_of
from credence.journey.actions import joining
from credence.kit.clock import now
from credence.learn.access.rate_limit import limit
from credence.learn.forms.accounts import ConfirmationForm, RegistrationForm, registration_form
from credence.learn.presenters.errands import errand_to, safe_address
from credence.learn.responses.limited import limited
from credence.learn.wording.refusals import sentence

REGISTERED = "registered"
"""What a session keeps of who registered in it: the address, by what the letter is sent again, and the way onward."""


@never_cache
@require_http_methods(["GET", "POST"])
def registration(request: HttpRequest) -> HttpResponse:
    """Open an account. The answer is the same whether or not the address is known."""
    form = registration_form()(request.POST or None)
    if form.is_valid():
        try:
            limit(request, "register", person=form.cleaned_data["email"])
            _join(request, form)
        except TooOften as refused:
            form.add_error(None, sentence(refused))
            return limited(_page(request, form), refused)
        except UserNameTaken as refused:
            form.add_error("username", sentence(refused))
        else:
            return redirect("learn:registered")
    return _page(request, form)


def _join(request: HttpRequest, form: RegistrationForm) -> None:
    address, said = safe_address(request), form.cleaned_data
    key = joining.join(
        username=said["username"],
        email=said["email"],
        password=said.get("password", ""),
        errand=errand_to(address),
        now=now(),
    )
    request.session[REGISTERED] = {"email": said["email"], "key": key, "next": address}


def _page(request: HttpRequest, form: RegistrationForm) -> HttpResponse:
    address = safe_address(request)
    context = {"form": form, "errand": errand_to(address), "onward": address}
    return render(request, "accounts/register.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def registered(request: HttpRequest) -> HttpResponse:
    """Tell the new learner to look into their mail, and write once more where nothing came."""
    kept = request.session.get(REGISTERED)
    if request.method != "POST":
        return _letter_page(request, kept)
    if not kept:
        return redirect("learn:registered")
    try:
        limit(request, "register", person=kept["email"])
    except TooOften as refused:
        return limited(_letter_page(request, kept, sentence(refused)), refused)
    errand = errand_to(kept["next"])
    send_first_letter_again(key=kept["key"], email=kept["email"], going_to=errand.title, onward=errand.page, now=now())
    messages.success(request, _("A new letter is on its way. What the last one held works no longer."))
    return redirect("learn:registered")


def _letter_page(request: HttpRequest, kept: dict[str, str] | None, refusal: str = "") -> HttpResponse:
    kept = kept or {"email": "", "next": ""}
    context = {
        "address": kept["email"],
        "errand": errand_to(kept["next"]),
        "own_password": settings.ENV.registration == "own-password",
        "refusal": refusal,
    }
    return render(request, "accounts/registered.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def confirmation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Open the account of a registration, for whoever has its letter and knows its password: scanners open links."""
    form, refusal = ConfirmationForm(request.POST or None), ""
    if form.is_valid():
        limit(request, "confirm-registration", person=digest_of(token))
        try:
            user = joining.confirm(token=token, password=form.cleaned_data["password"], now=now())
        except (RegistrationOver, UserNameTaken) as refused:
            refusal = sentence(refused)
        else:
            if user:
                request.session.pop(REGISTERED, None)
                return sign_in(request, user)
            form.add_error("password", _("This is not the password that you chose when you registered."))
    asked = registration_by(token, now())
    refusal = refusal or ("" if asked else sentence(RegistrationOver()))
    context = {"form": form, "asked": asked, "refusal": refusal}
    status = 409 if asked and refusal else 404 if refusal else 422 if form.errors else 200
    return render(request, "accounts/confirm-address.html", context, status=status)
