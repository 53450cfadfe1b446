"""The User Profile, the account and its data, and the account menu."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from credence.accounts.actions import StaffAccount
from credence.accounts.models import User
from credence.accounts.queries import second_factors_of
from credence.credit.actions import NumberTakenBack
from credence.journey.actions import closing
from credence.journey.actions.joining import Errand
from credence.journey.actions.steps import OwnPassword, save_profile
from credence.journey.queries.personal_data import personal_data_of
from credence.kit.clock import now
from credence.learn.access.own import learner_of
from credence.learn.access.rate_limit import limit
from credence.learn.forms.accounts import CloseAccountForm
from credence.learn.forms.profile import ProfileForm, redrawn_form, stored_form, submitted_form
from credence.learn.presenters.errands import errand_of, safe_address
from credence.learn.responses.awarded import tell_of_awards
from credence.learn.views.enrollment import enrolled
from credence.learn.wording.refusals import sentence

REDRAW = {"update", "add"}  # the names of the buttons that ask for other questions instead of sending


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and store the User Profile; the first time, it also replaces the mailed password and leads to the course."""
    user = learner_of(request)
    if request.method != "POST":
        return _profile_page(request, user, stored_form(user))
    if REDRAW & request.POST.keys():
        return _profile_page(request, user, redrawn_form(user, request.POST))
    form = submitted_form(user, request.POST)
    if not form.is_valid():
        return _profile_page(request, user, form)
    errand = errand_of(user, safe_address(request)) if form.is_first else Errand()
    try:
        _store(request, user, form)
    except NumberTakenBack as refused:
        form.add_error(None, sentence(refused))
        return _profile_page(request, user, form)
    messages.success(request, _("Your profile is saved."))
    if errand.course and "later" not in request.POST:
        return enrolled(request, user, errand.course)
    return redirect(safe_address(request) or "learn:my-courses")


@login_required
@never_cache
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Lead to everything that concerns the account: address, password, second factors, data, closing."""
    user = learner_of(request)
    return render(request, "accounts/account.html", {"kinds": second_factors_of(user), "email": user.email})


@login_required
@never_cache
@require_GET
@reauthentication_required  # type: ignore[untyped-decorator]
def personal_data_page(request: HttpRequest) -> HttpResponse:
    """Say what is in the file, once the password has shown that it is the learner who asks."""
    return render(request, "accounts/data.html")


@login_required
@never_cache
@require_GET
@reauthentication_required  # type: ignore[untyped-decorator]
def personal_data(request: HttpRequest) -> HttpResponse:
    """Hand out everything that is held about the learner, as a JSON file."""
    user = learner_of(request)
    limit(request, "personal-data")
    moment = now()
    answer = JsonResponse(personal_data_of(user, moment), json_dumps_params={"indent": 2, "ensure_ascii": False})
    name = f"{slugify(settings.ENV.site_name)}-{user.username}-{moment:%Y-%m-%d}.json"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def close_account(request: HttpRequest) -> HttpResponse:
    """Close the account, once the learner has confirmed it by the password."""
    user = learner_of(request)
    if request.method == "POST":
        limit(request, "close-account")
    form = CloseAccountForm(request.POST or None, user=user)
    if form.is_valid():
        try:
            closing.close(user=user, by=user.username, now=now())
        except StaffAccount as refused:
            form.add_error(None, sentence(refused))
        else:
            logout(request)
            return redirect("learn:account-closed")
    context = {"form": form, "kept_until": closing.record_kept_until(user)}
    return render(request, "accounts/close.html", context, status=422 if form.errors else 200)


@require_GET
def account_closed(request: HttpRequest) -> HttpResponse:
    """Say goodbye."""
    return render(request, "accounts/closed.html")


@never_cache
@require_GET
def account_menu(request: HttpRequest) -> HttpResponse:
    """Return the personal part of the header, for pages that are the same for everybody."""
    return render(request, "accounts/menu.html", {"on_home": "home" in request.GET})


def _profile_page(request: HttpRequest, user: User, form: ProfileForm) -> HttpResponse:
    """Draw the page; for a script that changed the professions, only the questions that depend on them."""
    page = "accounts/numbers.html" if request.headers.get("HX-Request") else "accounts/profile.html"
    errand = errand_of(user, safe_address(request)) if form.is_first else Errand()
    context = {"form": form, "errand": errand}
    return render(request, page, context, status=422 if form.errors else 200)


def _store(request: HttpRequest, user: User, form: ProfileForm) -> None:
    moment = now()
    own = None
    if form.asks_password:
        own = OwnPassword(password=form.cleaned_data["password"], session=request.session.session_key)
    taken = save_profile(user=user, data=form.profile_data, by=user.username, now=moment, own=own)
    if own:
        update_session_auth_hash(request, user)
    tell_of_awards(request, taken.awards)
