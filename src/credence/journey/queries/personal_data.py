"""Everything that is held about a person, as one document for that person (R58, GDPR article 15 and 20)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import F, Model, Prefetch, Q, QuerySet
from django.forms.models import model_to_dict

from credence.accounts.models import HeldProfession, HeldRole, Identifier, Profile, Session, User
from credence.assessment.models import Attempt, Question, Regrading
from credence.audit.models import Event
from credence.audit.queries import sentence_of
from credence.commerce.models import CouponRedemption, Order, PaymentAttempt, PaymentEvent, Refund, Sharing
from credence.credit.models import (
    Award,
    AwardNumber,
    CaseParty,
    Certificate,
    Correction,
    Identity,
    NumberCase,
    Reinstatement,
    Revocation,
)
from credence.enrollment.models import Enrollment, FrontMatterShowing, WantedCourse
from credence.evaluation.models import EvaluationResponse
from credence.outbox.models import Letter
from credence.progress.models import ChapterProgress, LearnerClock, StudyClock
from credence.support.models import SupportRequest

HELD: frozenset[type[Model]] = frozenset(
    {
        User, Session, EmailAddress, Authenticator, Profile, HeldProfession, HeldRole, Identifier, Enrollment,
        FrontMatterShowing, WantedCourse, ChapterProgress, LearnerClock, StudyClock, Attempt, Regrading,
        EvaluationResponse, Award, Revocation, Certificate, Reinstatement, Correction, Identity, AwardNumber,
        NumberCase, CaseParty, Order, CouponRedemption, Sharing, PaymentAttempt, Refund, PaymentEvent, Letter,
        SupportRequest, Event,
    }
)  # fmt: skip
"""The models whose rows on a person are in the document."""

Document = dict[str, Any]


def personal_data_of(user: User, now: dt.datetime) -> Document:
    """Return all that is held about `user`, in plain values, in a number of queries that does not grow.

    Not in it are secrets (the hash of the password, the keys of a second factor, letters with a link that signs in),
    and of the posttest only what was chosen, never the key.
    """
    enrollments = list(_enrollments(user))
    return {
        "site": {"name": settings.ENV.site_name, "address": settings.ENV.base_url},
        "made_at": now,
        "account": _columns(
            user, "username", "public_id", "email", "is_staff", "is_active", "date_joined", "last_login",
            "initial_password_expires_at", "closed_at",
        ),
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "primary", "verified")),
        "sessions": list(Session.objects.filter(user=user).values("browser", "began_at", "last_seen_at")),
        "second_factors": list(Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")),
        "profile": _profile(user),
        "professions": list(HeldProfession.objects.filter(user=user).values("profession", "held_from", "ended_at")),
        "identifiers": list(Identifier.objects.filter(user=user).values("kind", "region", "value", "given_at")),
        "numbers_shared": _shared(user),
        "roles": list(HeldRole.objects.filter(user=user).values("role", "scope", "granted_at", "granted_by")),
        "study": list(LearnerClock.objects.filter(learner=user).values("counted_ms", "counted_until")),
        "wanted": list(WantedCourse.objects.filter(learner=user).values("course__slug", "wanted_at")),
        "courses": [_course(each) for each in enrollments],
        "orders": [_order(each) for each in _orders(user)],
        "sharing": list(Sharing.objects.filter(learner=user).values("batch__buyer", "given_at", "withdrawn_at")),
        "letters": list(Letter.objects.filter(to__iexact=user.email).values(*_LETTER_COLUMNS)),
        "support_requests": _support_requests(user),
        "record": [_event(each) for each in _events(user, enrollments)],
    }  # fmt: skip


_LETTER_COLUMNS = ("subject", "created_at", "sent_at", "secret")


def _columns(row: Model, *names: str) -> Document:
    return {name: getattr(row, name) for name in names}


def _profile(user: User) -> Document | None:
    profile = Profile.objects.filter(user=user).first()
    return model_to_dict(profile, exclude=["id", "user"]) if profile else None


def _enrollments(user: User) -> QuerySet[Enrollment]:
    return (
        Enrollment.objects.filter(learner=user)
        .select_related("course", "line__version", "study_clock")
        .prefetch_related(
            "showings__front_matter",
            "progress__chapter",
            "attempts__regradings",
            Prefetch("attempts__posttest__questions", queryset=Question.objects.prefetch_related("options")),
            "evaluation_responses__form",
            "awards__revocations__reinstatements",
            "awards__corrections",
            Prefetch("awards__certificates", queryset=Certificate.objects.defer("pdf")),
            *("awards__identity", "awards__numbers"),
        )
        .order_by("enrolled_at")
    )


def _course(enrollment: Enrollment) -> Document:
    clock = getattr(enrollment, "study_clock", None)
    return {
        "course": enrollment.course.slug,
        "title": enrollment.version.title,
        "version": enrollment.version.number,
        **_columns(enrollment, "public_id", "enrolled_at", "closed_at"),
        "front_matter_shown": [
            {"version": each.front_matter.number, "shown_at": each.shown_at} for each in enrollment.showings.all()
        ],
        "studied_ms": clock.studied_ms if clock else 0,
        "chapters": [_chapter(each) for each in enrollment.progress.all()],
        "attempts": [_attempt(each) for each in enrollment.attempts.all()],
        "evaluations": [_evaluation(each) for each in enrollment.evaluation_responses.all()],
        "credits": [_award(each) for each in enrollment.awards.all()],
    }


def _chapter(progress: ChapterProgress) -> Document:
    return {
        "chapter": progress.chapter.slug,
        **_columns(progress, "opened_at", "position_ms", "watched", "read_ms", "seen_percent", "page", "finished_at"),
    }


def _attempt(attempt: Attempt) -> Document:
    columns = _columns(attempt, "public_id", "number", "submitted_at", "right", "total")
    questions = [each for each in attempt.posttest.questions.all() if attempt.asks(each.key)]
    again = [_columns(each, "right", "at") for each in attempt.regradings.all()]
    return {**columns, "graded_again": again, "answers": [_answer(each, attempt) for each in questions]}


def _answer(question: Question, attempt: Attempt) -> Document:
    """Tell what was chosen in its words: the author's keys and order might give the right answer away."""
    chosen = attempt.answers.get(question.key, ())
    texts = (option.text for option in question.options.all() if option.key in chosen)
    return {"question": question.stem, "chosen": sorted(texts)}


def _evaluation(response: EvaluationResponse) -> Document:
    return {
        "form": response.form.title,
        "version": response.form.version,
        **_columns(response, "submitted_at", "answers"),
    }


def _award(award: Award) -> Document:
    names = "public_id", "credit_type", "amount", "completed_on", "awarded_at", "attestation"
    return {
        **_columns(award, *names, "evidence", "standard", "verdict"),
        "revocations": [_revocation(each) for each in award.revocations.all()],
        "changed_amounts": [_columns(each, "former_amount", "amount", *_PROPOSAL) for each in award.corrections.all()],
        "certificates": [_certificate(each) for each in award.certificates.all()],
        "given_to": _columns(award.identity, *_IDENTITY) if hasattr(award, "identity") else None,
        "numbers": [_columns(each, *_NUMBER) for each in award.numbers.all()],
    }


_IDENTITY = ("name", "family_name", "given_name", "credentials", "birth_month", "birth_day")
_NUMBER = ("kind", "region", "value", "given_at", "taken_back_at")


def _shared(user: User) -> list[Any]:
    """Tell of numbers that another account has or had, too, and what staff decided; no other person is named."""
    columns = ("kind", "region", "key")
    number = {name: F(f"case__number__{name}") for name in columns}
    rows = CaseParty.objects.filter(learner=user).order_by("joined_at", "pk")
    return list(rows.values("joined_at", "is_owner", "case__decided_at", "case__reason", **number))


_PROPOSAL = ("reason", "proposed_at", "confirmed_at", "declined_at")


def _revocation(revocation: Revocation) -> Document:
    reinstatements = [_columns(each, *_PROPOSAL) for each in revocation.reinstatements.all()]
    return {**_columns(revocation, "revoked_at", "by", "reason"), "reinstatements": reinstatements}


def _certificate(certificate: Certificate) -> Document:
    address = f"{settings.ENV.base_url}/certificates/{certificate.public_id}.pdf"
    return {"address": address, **_columns(certificate, "code", "issued_at", "sha256", "snapshot")}


def _orders(user: User) -> QuerySet[Order]:
    return (
        Order.objects.filter(learner=user)
        .select_related("course")
        .prefetch_related("redemptions__coupon", "attempts__refunds", "events")
        .order_by("created_at")
    )


def _order(order: Order) -> Document:
    names = (
        "number",
        "currency",
        "list_price",
        "discount",
        "total",
        "terms",
        "state",
        "created_at",
        "paid_at",
        "paid_by",
    )
    return {
        "course": order.course.slug,
        **_columns(order, *names),
        "billing": _columns(order, *(f"billing_{part}" for part in _BILLING)),
        "coupons": [{"code": each.coupon.code, **_columns(each, *_REDEMPTION)} for each in order.redemptions.all()],
        "payments": [_payment(each) for each in order.attempts.all()],
        "events": [_columns(each, "at", "actor", "what", "before", "after", "details") for each in order.events.all()],
    }


_BILLING = ("name", "street", "street2", "city", "region", "postal_code", "country")
_REDEMPTION = ("state", "held_at", "used_at", "released_at")


def _payment(attempt: PaymentAttempt) -> Document:
    names = (
        "invoice_number",
        "amount",
        "currency",
        "state",
        "transaction_id",
        "brand",
        "last4",
        "sent_at",
        "captured_at",
    )
    given_back = [
        _columns(each, "amount", "reason", "state", "requested_at", "done_at") for each in attempt.refunds.all()
    ]
    return {**_columns(attempt, *names), "refunds": given_back}


def _support_requests(user: User) -> list[Document]:
    mine = Q(learner=user) | Q(learner=None, email__iexact=user.email)
    columns = "reference", "name", "email", "subject", "message", "page", "created_at"
    return list(SupportRequest.objects.filter(mine).order_by("created_at").values(*columns))


def _event(event: Event) -> Document:
    columns = _columns(event, "at", "actor", "action", "subject_type", "reason", "details")
    return {**columns, "sentence": sentence_of(event)}


def _events(user: User, enrollments: Iterable[Enrollment]) -> QuerySet[Event]:
    subjects = {
        "user": [user.public_id],
        "enrollment": [each.public_id for each in enrollments],
        "attempt": [attempt.public_id for each in enrollments for attempt in each.attempts.all()],
        "award": [award.public_id for each in enrollments for award in each.awards.all()],
    }
    mine = Q()
    for kind, ids in subjects.items():
        mine |= Q(subject_type=kind, subject_id__in=ids)
    return Event.objects.filter(mine)
