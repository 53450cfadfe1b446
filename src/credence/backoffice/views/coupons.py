"""Coupons: which there are and who used them; one made, many made, and taken out of use."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credence.accounts.permissions import Permission
from credence.backoffice.access import Staff, batch_or_404, coupon_or_404, needs
from credence.backoffice.forms.coupons import CouponForm, CouponSearch, ManyForm
from credence.backoffice.forms.seen import SeenForm
from credence.backoffice.presenters.lists import listed, question
from credence.backoffice.responses.downloads import Column, as_file, table
from credence.backoffice.responses.pages import is_asked_again, sent, show
from credence.backoffice.wording import coupons as words
from credence.backoffice.wording import states
from credence.backoffice.wording.refusals import sentence
from credence.commerce.actions.coupons import CodeTaken, deactivate, make_batch, make_coupon
from credence.commerce.models import Coupon, CouponBatch
from credence.commerce.queries import coupons as queries
from credence.kit.clock import now

PART = "backoffice:coupons"
COLUMNS = (
    Column(gettext_lazy("Code"), lambda coupon: coupon.code),
    Column(gettext_lazy("In use"), lambda coupon: _("yes") if coupon.is_active else _("no")),
    Column(gettext_lazy("Takes off"), words.takes_off),
    Column(gettext_lazy("Counts"), words.window),
    Column(gettext_lazy("Uses in all"), lambda coupon: coupon.max_uses),
    Column(gettext_lazy("Used"), lambda coupon: coupon.used),
    Column(gettext_lazy("Held"), lambda coupon: coupon.held),
    Column(gettext_lazy("Batch"), lambda coupon: coupon.batch.name if coupon.batch else ""),
    Column(gettext_lazy("Note"), lambda coupon: coupon.note),
)


@require_safe
@needs(Permission.SEE_COUPONS)
def coupons(request: Staff) -> HttpResponse:
    """List the coupons that are looked for."""
    form = CouponSearch(request.GET)
    rows = queries.with_uses(queries.coupons_sought(form.sought))
    context = {"form": form, "list": listed(request, rows), "question": question(request), "words": words}
    return show(request, "coupons/coupons", context, part=PART)


@require_safe
@needs(Permission.SEE_COUPONS)
def coupons_file(request: Staff, kind: str) -> HttpResponseBase:
    """Give the coupons that are looked for along as a file."""
    rows = queries.with_uses(queries.coupons_sought(CouponSearch(request.GET).sought))
    return as_file(kind, "coupons", table(COLUMNS, rows.iterator(chunk_size=500)))


@require_safe
@needs(Permission.SEE_COUPONS)
def coupon(request: Staff, code: str) -> HttpResponse:
    """Show one coupon and who used it; names only to those who may see orders."""
    found = coupon_or_404(code)
    context = {
        "coupon": found,
        "form": SeenForm(shown=_shown(found)),
        "list": listed(request, queries.redemptions_of(found)),
        "words": words,
        "states": states,
        "with_names": Permission.SEE_ORDERS in request.grants.permissions,
    }
    return show(request, "coupons/coupon", context, part=PART)


@require_http_methods(["GET", "POST"])
@needs(Permission.MAKE_COUPONS)
def make_one(request: Staff) -> HttpResponse:
    """Make a coupon."""
    form = CouponForm(sent(request))
    if form.is_valid():
        code = form.cleaned_data["own_code"]
        try:
            made = make_coupon(wanted=form.wanted, code=code, by=request.user.username, now=now())
        except CodeTaken as refused:
            form.add_error("own_code", sentence(refused))
        else:
            messages.success(request, _("The coupon counts from now on, within its days."))
            return redirect("backoffice:coupon", made.code)
    return show(request, "coupons/make", {"form": form}, part=PART, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.MAKE_COUPONS)
def make_many(request: Staff) -> HttpResponse:
    """Make many coupons of the same terms."""
    form = ManyForm(sent(request))
    if form.is_valid():
        given = form.cleaned_data
        wanted, by = form.wanted, request.user.username
        batch = make_batch(wanted=wanted, name=given["name"], seats=given["how_many"], by=by, now=now())
        messages.success(request, _("The codes are made. Take them along as a file."))
        return redirect("backoffice:batch", batch.public_id)
    return show(request, "coupons/many", {"form": form}, part=PART, status=422 if form.errors else 200)


@require_POST
@needs(Permission.MAKE_COUPONS)
def end_one(request: Staff, code: str) -> HttpResponse:
    """Take a coupon out of use."""
    found = coupon_or_404(code)
    if not is_asked_again(request, _shown(found)):
        deactivate(coupons=[found], by=request.user.username, now=now())
        messages.success(request, _("The coupon is out of use. Who holds it at a checkout may still finish."))
    return redirect("backoffice:coupon", code)


def _shown(coupon: Coupon) -> list[object]:
    """Return what tells a coupon from how it was: its terms by their version, and how often it was used."""
    return [coupon.version, coupon.is_active, coupon.used, coupon.held]  # type: ignore[attr-defined]


@require_safe
@needs(Permission.SEE_COUPONS)
def batches(request: Staff) -> HttpResponse:
    """List what was made in bulk."""
    return show(request, "coupons/batches", {"list": listed(request, queries.batches())}, part=PART)


@require_safe
@needs(Permission.SEE_COUPONS)
def batch(request: Staff, public_id: str) -> HttpResponse:
    """Show a batch and its codes."""
    found = batch_or_404(public_id, is_group=False)
    form = SeenForm(shown=shown_of(found))
    context = {"batch": found, "form": form, "list": listed(request, queries.codes_of(found)), "words": words}
    return show(request, "coupons/batch", context, part=PART)


@require_safe
@needs(Permission.SEE_COUPONS)
def batch_file(request: Staff, public_id: str, kind: str) -> HttpResponseBase:
    """Give the codes of a batch along as a file."""
    found = batch_or_404(public_id, is_group=False)
    return as_file(kind, "codes", table(COLUMNS, queries.codes_of(found).select_related("batch").iterator()))


@require_POST
@needs(Permission.MAKE_COUPONS)
def end_batch(request: Staff, public_id: str) -> HttpResponse:
    """Take all codes of a batch out of use."""
    found = batch_or_404(public_id, is_group=False)
    if not is_asked_again(request, shown_of(found)):
        messages.success(request, ended(found, request.user.username))
    return redirect("backoffice:batch", public_id)


def shown_of(batch: CouponBatch) -> list[object]:
    """Return what tells a batch, or a group that bought seats, from how it was: its link, and its codes by state."""
    return [batch.link_key, batch.codes, batch.used, batch.active]  # type: ignore[attr-defined]


def ended(batch: CouponBatch, by: str) -> str:
    """Take all codes of a batch out of use, and say how many there were."""
    count = deactivate(coupons=batch.coupons.all(), by=by, now=now())
    return ngettext("%(count)s code is out of use.", "%(count)s codes are out of use.", count) % {"count": count}
