"""Registration, the User Profile, and the account menu."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from credence.accounts.actions import UserNameTaken, register, replace_password, save_profile
from credence.accounts.models import User
from credence.accounts.queries import is_profile_complete
from credence.kit.clock import now
from credence.learn.access import learner_of
from credence.learn.forms.accounts import RegistrationForm
from credence.learn.forms.profile import ProfileForm, redrawn_form, stored_form, submitted_form
from credence.learn.rate_limit import is_too_often
from credence.learn.views.errors import too_many_requests

REDRAW = {"update", "add"}  # the names of the buttons that ask for other questions instead of sending


@never_cache
@require_http_methods(["GET", "POST"])
def registration(request: HttpRequest) -> HttpResponse:
    """Open an account. The answer is the same whether or not the address is known."""
    if request.method == "POST" and is_too_often(request, "register", most=20, seconds=600):
        return too_many_requests(request)
    form = RegistrationForm(request.POST or None)
    if form.is_valid():
        try:
            register(username=form.cleaned_data["username"], email=form.cleaned_data["email"].lower(), now=now())
        except UserNameTaken:
            form.add_error("username", _("That user name is taken. Please choose another."))
        else:
            return redirect("learn:registered")
    return render(request, "accounts/register.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def registered(request: HttpRequest) -> HttpResponse:
    """Tell the new learner to look into their mail."""
    return render(request, "accounts/registered.html")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and store the User Profile; the first time, it also replaces the mailed password."""
    user = learner_of(request)
    if request.method != "POST":
        return _profile_page(request, user, stored_form(user))
    if REDRAW & request.POST.keys():
        return _profile_page(request, user, redrawn_form(user, request.POST))
    form = submitted_form(user, request.POST)
    if not form.is_valid():
        return _profile_page(request, user, form)
    _store(request, user, form)
    messages.success(request, _("Your profile is saved."))
    return redirect(_return_address(request))


@never_cache
@require_GET
def account_menu(request: HttpRequest) -> HttpResponse:
    """Return the personal part of the header, for pages that are the same for everybody."""
    return render(request, "accounts/menu.html")


def _profile_page(request: HttpRequest, user: User, form: ProfileForm) -> HttpResponse:
    """Draw the page; for a script that changed the professions, only the questions that depend on them."""
    page = "accounts/numbers.html" if request.headers.get("HX-Request") else "accounts/profile.html"
    context = {"form": form, "is_first": not is_profile_complete(user)}
    return render(request, page, context, status=422 if form.errors else 200)


def _store(request: HttpRequest, user: User, form: ProfileForm) -> None:
    moment = now()
    if form.asks_password:
        replace_password(user=user, password=form.cleaned_data["password"], by=user.username, now=moment)
        update_session_auth_hash(request, user)
    save_profile(user=user, data=form.profile_data, by=user.username, now=moment)


def _return_address(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "learn:my-courses"
