"""Learners on their way to credit, and awards."""

import datetime as dt
from decimal import Decimal
from typing import Any

from credence.accounts.enums import Profession
from credence.assessment.models import Posttest
from credence.catalog.models import Course, CreditOffer, Statement
from credence.credit.actions import award
from credence.credit.actions.stepping import note_steps
from credence.credit.models import Award, Certificate
from credence.enrollment.models import Enrollment
from credence.journey.actions.awarding import settle
from tests.factories.accounts import make_learner
from tests.factories.assessment import make_attempt, make_posttest
from tests.factories.catalog import make_course, make_offer
from tests.factories.enrollment import make_enrollment
from tests.factories.evaluation import ask_for, make_form, make_response
from tests.factories.progress import finish_all

CLAIMED = dt.datetime(2026, 2, 2, 17, tzinfo=dt.UTC)
ACCREDITATION = (
    "The [name of accredited provider] is accredited by the Accreditation Council for Continuing Medical Education "
    "(ACCME) to provide continuing medical education for physicians."
)
JOINT_ACCREDITATION = (
    "This activity has been planned and implemented through the joint providership of [name of accredited provider] "
    "and [name of nonaccredited provider]. The [name of accredited provider] is accredited by the ACCME."
)
DESIGNATION = (
    "The [name of accredited CME provider] designates this [learning format] for a maximum of [number of credits] "
    "AMA PRA Category 1 Credit(s)™. Physicians should claim only the credit commensurate with the extent of their "
    "participation in the activity."
)
ARRT: dict[str, Any] = {
    "pass_mark": 75,
    "attempt_limit": 3,
    "category": "A",
    "approver": "ASRT",
    "reference_number": "MAE0123456",
    "evaluation_required": False,
}


def make_statements(course: Course) -> None:
    """Give the course's provider the texts that AMA credit asks for."""
    assert course.current_version
    provider = course.current_version.provider
    texts = (
        ("accreditation", "", ACCREDITATION),
        ("joint-accreditation", "", JOINT_ACCREDITATION),
        ("designation", "ama-pra-1", DESIGNATION),
    )
    for kind, credit_type, text in texts:
        Statement.objects.get_or_create(
            provider=provider, kind=kind, credit_type=credit_type, version=1, defaults={"text": text}
        )


def make_accredited_course(
    slug: str = "contrast-reactions", *, ama: dict[str, Any] | None = None, arrt: dict[str, Any] = ARRT, **values: Any
) -> Course:
    """Return a course with 1.50 AMA and 1.00 ARRT credit, a posttest of 10 questions and an evaluation.

    `ama` and `arrt` are columns of the offers.
    """
    course = make_course(slug, **values)
    version = course.current_version
    assert version
    make_statements(course)
    make_offer(version, "ama-pra-1", "1.50", **(ama or {}))
    make_offer(version, "arrt-a", "1.00", **arrt)
    make_posttest(version, questions=10)
    form = version.provider.evaluation_forms.first() or make_form(version.provider)
    ask_for(version, form)
    return course


def make_ready(
    course: Course,
    username: str = "alice",
    *professions: Profession,
    right: int = 8,
    evaluated: bool = True,
    **profile: Any,
) -> Enrollment:
    """Return an enrollment whose learner has done everything: only the claim is left."""
    enrollment = make_enrollment(make_learner(username, *professions, **profile), course)
    return do_everything(enrollment, right=right, evaluated=evaluated)


def do_everything(enrollment: Enrollment, *, right: int = 8, evaluated: bool = True) -> Enrollment:
    """Study, take the posttest with so many of ten right, and fill in every evaluation."""
    finish_all(enrollment)
    make_attempt(enrollment, posttest_of(enrollment), right)
    for use in enrollment.version.evaluations.all() if evaluated else ():
        make_response(enrollment, use.form)
    return enrollment


def posttest_of(enrollment: Enrollment) -> Posttest:
    """Return the posttest of the enrollment's version."""
    return Posttest.objects.get(version=enrollment.version_id)


def offer_of(enrollment: Enrollment, credit_type: str = "ama-pra-1") -> CreditOffer:
    """Return an offer of the enrollment's version."""
    return CreditOffer.objects.select_related("provider").get(version=enrollment.version_id, credit_type=credit_type)


def make_award(
    enrollment: Enrollment, claimed: str | None = "1.25", *, credit_type: str = "ama-pra-1", now: dt.datetime = CLAIMED
) -> Award:
    """Return an award claimed by the learner, with its certificate not yet drawn."""
    return award(
        enrollment=enrollment,
        offer=offer_of(enrollment, credit_type),
        claimed=None if claimed is None else Decimal(claimed),
        attested=claimed is not None,
        by=enrollment.learner.username,
        now=now,
    )


def certificate_of_award(given: Award) -> Certificate:
    """Return the certificate that stands for an award."""
    return Certificate.objects.get(award=given, replaced_by=None)


def settled(enrollment: Enrollment, *, now: dt.datetime) -> tuple[Award, ...]:
    """Take a step that changes nothing at `now`, and return what is awarded by it."""
    steps = note_steps(enrollments=Enrollment.objects.filter(pk=enrollment.pk), now=now)
    return settle(steps, by="tess", now=now)
