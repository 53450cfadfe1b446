"""My Courses and claims."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from credence.accounts.models import User
from credence.catalog.models import CreditOffer, Faculty
from credence.catalog.queries.faculty import called_alike
from credence.catalog.queries.kept import version_kept
from credence.catalog.queries.stamp import mark_beside
from credence.catalog.queries.terms import Terms, type_of
from credence.catalog.rules.credit_types import CreditType
from credence.credit import actions
from credence.credit.queries import OfferVerdict, certificate_given_with
from credence.credit.rules import ClaimFault, Missing
from credence.enrollment.models import Enrollment
from credence.enrollment.queries import PER_PAGE, page_of_enrollments, terms_for
from credence.journey.actions.steps import add_identifiers
from credence.journey.queries.standing import State, standing_of, standings_of
from credence.kit.clock import now
from credence.learn.access.own import enrollment_or_404, learner_of
from credence.learn.forms.claim import ClaimForm
from credence.learn.forms.identifiers import IdentifiersForm
from credence.learn.presenters.cards import card_of
from credence.learn.responses.awarded import to_the_certificate
from credence.learn.wording.credit import OWN_COURSE, claim_sentence, shortfall_link, shortfall_sentence
from credence.learn.wording.next import what_is_next
from credence.learn.wording.refusals import sentence
from credence.learn.wording.steps import group_words


@dataclass(frozen=True, kw_only=True, slots=True)
class Unclaimed:
    """Why nothing was claimed: in a sentence, or by the fields of the form that are to be mended."""

    said: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)


@login_required
@never_cache
@require_safe
def my_courses(request: HttpRequest) -> HttpResponse:
    """Show each enrollment with its state, its next step and its certificates."""
    page, enrollments = _page_of_courses(learner_of(request), request.GET.get("page", ""))
    standings = standings_of(enrollments, now())
    groups = [(group_words(state), [each for each in standings if each.state is state]) for state in State]
    context = {"page": page, "groups": groups, "card_of": card_of}
    return render(request, "my_courses/my-courses.html", context)


def _page_of_courses(learner: User, asked: str) -> tuple[Page[int], list[Enrollment]]:
    """Return the page that is asked for, the first or the last one where there is none, and what stands on it."""
    number = max(1, _whole_number(asked))
    enrollments, total = page_of_enrollments(learner, number)
    page = Paginator(range(total), PER_PAGE).get_page(number)
    return page, page_of_enrollments(learner, page.number)[0] if page.number != number else enrollments


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what can be claimed and why the rest cannot; a POST claims one credit, or adds what it is filed under."""
    enrollment = enrollment_or_404(request, slug)
    if request.method != "POST":
        return _page(request, enrollment)
    if "add_identifiers" in request.POST:
        return _add_identifiers(request, enrollment)
    return _claim(request, enrollment)


def _page(
    request: HttpRequest,
    enrollment: Enrollment,
    *,
    unclaimed: Unclaimed | None = None,
    refused: IdentifiersForm | None = None,
) -> HttpResponse:
    standing = standing_of(enrollment, now())
    context = {
        "enrollment": enrollment,
        "standing": standing,
        "next": what_is_next(standing),
        "faculty": _faculty(enrollment),
        "unclaimed": unclaimed,
        "chosen": request.POST,
        "amounts": amounts,
        "own_course_sentence": OWN_COURSE,
        "sentence": shortfall_sentence,
        "way_out": shortfall_link,
        "identifiers_form": lambda credit: _identifiers_form(credit, refused),
    }
    return render(request, "credit/claim.html", context, status=422 if unclaimed or refused else 200)


def _faculty(enrollment: Enrollment) -> Faculty | None:
    """Return who of the course's faculty bears the learner's name."""
    facts = version_kept(enrollment.version_id, mark_beside([enrollment]))
    return called_alike(facts.faculty, enrollment.learner.profile.full_name)


def _identifiers_form(credit: OfferVerdict, refused: IdentifiersForm | None = None) -> IdentifiersForm | None:
    """Return the form for what the credit is filed under and the profile lacks: the refused one if it is its own."""
    prefix = f"offer-{credit.offer.pk}"
    if refused and refused.prefix == prefix:
        return refused
    missing = (each for each in credit.verdict.shortfalls if each.code is Missing.IDENTIFIERS)
    return next((IdentifiersForm(groups=each.data["groups"], prefix=prefix) for each in missing), None)


def _add_identifiers(request: HttpRequest, enrollment: Enrollment) -> HttpResponse:
    """Add to the profile what one credit is filed under, and go on with the claim."""
    offer, learner = _offer_or_404(enrollment, _whole_number(request.POST.get("offer"))), learner_of(request)
    results = standing_of(enrollment, now()).results
    asked = next(
        filter(None, (_identifiers_form(each) for each in results if each.type.code == offer.credit_type)), None
    )
    if asked is None:
        return redirect("learn:claim", enrollment.course.slug)
    form = IdentifiersForm(request.POST, groups=asked.groups, prefix=f"offer-{offer.pk}")
    if not form.is_valid():
        return _page(request, enrollment, refused=form)
    numbers, birthday = form.identifiers, form.birthday
    try:
        taken = add_identifiers(user=learner, identifiers=numbers, birthday=birthday, by=learner.username, now=now())
    except actions.NumberTakenBack as refused:
        form.add_error(None, sentence(refused))
        return _page(request, enrollment, refused=form)
    messages.success(request, _("It is in your profile now, and your credit can be filed under it."))
    return to_the_certificate(request, taken.awards) or redirect("learn:claim", enrollment.course.slug)


def _whole_number(posted: str | None) -> int:
    return int(posted) if posted and posted.isascii() and posted.isdigit() and len(posted) < 19 else 0


def amounts(terms: Terms) -> list[Decimal]:
    """Return the amounts that can be claimed of a self-claimed credit (R38)."""
    step = terms.type.step
    return [step * count for count in range(1, int(terms.amount / step) + 1)]


def _claim(request: HttpRequest, enrollment: Enrollment) -> HttpResponse:
    """Claim one credit, and lead to its certificate; or show why it was refused."""
    form, moment = ClaimForm(request.POST), now()
    if "offer" in form.errors:
        strange = _("Nothing was claimed: what was sent names no credit. Please claim on this page.")
        return _page(request, enrollment, unclaimed=Unclaimed(said=strange))
    if not form.is_valid():
        unread = _("Choose the number of credits, such as 0.75, and claim again.")
        return _page(request, enrollment, unclaimed=Unclaimed(faults={"amount": unread}))
    data = form.cleaned_data
    offer = _offer_or_404(enrollment, data["offer"])
    try:
        award = actions.award(
            enrollment=enrollment,
            offer=offer,
            claimed=data["amount"],
            attested=data["attested"],
            by=learner_of(request).username,
            now=moment,
        )
    except (actions.AlreadyAwarded, actions.NotDue, actions.NumberHeld) as refused:
        return _page(request, enrollment, unclaimed=Unclaimed(said=sentence(refused)))
    except actions.ClaimRefused as refused:
        return _page(request, enrollment, unclaimed=_unfit(refused, type_of(offer)))
    actions.try_to_complete(certificate=certificate_given_with(award))
    return to_the_certificate(request, [award]) or redirect("learn:claim", enrollment.course.slug)


def _unfit(refused: actions.ClaimRefused, kind: CreditType) -> Unclaimed:
    """Say what is wrong with what was claimed, by the field that it concerns."""
    fields = {each: "attested" if each is ClaimFault.NOT_ATTESTED else "amount" for each in refused.faults}
    return Unclaimed(faults={name: claim_sentence(each, kind, refused.most) for each, name in fields.items()})


def _offer_or_404(enrollment: Enrollment, pk: int) -> CreditOffer:
    """Return an offer of the learner's; another is refused as one that does not exist.

    A page from before a correction names the offer of the version before, which is the same credit.
    """
    offered = [each.offer for each in terms_for(enrollment)]
    found = next((each for each in offered if each.pk == pk), None) or _former_offer(enrollment, pk)
    if found is None:
        raise Http404
    return found


def _former_offer(enrollment: Enrollment, pk: int) -> CreditOffer | None:
    return CreditOffer.objects.filter(pk=pk, version__line=enrollment.line_id).select_related("version").first()
