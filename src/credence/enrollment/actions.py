"""Enroll, and record what was shown."""

import datetime as dt

from django.db import transaction
from django.db.models import BigIntegerField, F, QuerySet

from credence.accounts.models import Identifier, User
from credence.accounts.queries import is_profile_complete
from credence.audit.actions import record
from credence.audit.enums import Act
from credence.catalog.models import Course, CourseVersion, FrontMatter
from credence.catalog.queries.kept import version_kept
from credence.catalog.queries.stamp import mark_beside, with_mark
from credence.catalog.queries.withdrawals import withdrawn_since
from credence.enrollment.models import Enrollment, FrontMatterShowing, WantedCourse
from credence.enrollment.queries import enrollment_of
from credence.kit.refusal import Refusal
from credence.kit.statements import Asked, Statement


class EnrollmentRefused(Refusal):
    """The learner cannot enroll; the code says why."""

    code = "enrollment-refused"


class ProfileIncomplete(EnrollmentRefused):
    """No enrollment before the profile is complete (product page, step 3)."""

    code = "profile-incomplete"


class NotOpen(EnrollmentRefused):
    """The course is not published, or its credit was withdrawn (R18)."""

    code = "not-open"


class PaymentRequired(EnrollmentRefused):
    """The course has a price, and nothing was paid."""

    code = "payment-required"


class FrontMatterChanged(Refusal):
    """What was shown is not what the course shows at present; it must be shown again (R21)."""

    code = "front-matter-changed"


class EnrollmentClosed(Refusal):
    """The course is closed to the learner: its money went back, or the account is closed (R58)."""

    code = "enrollment-closed"


ONE = Asked("pk", BigIntegerField())
LOCK = Statement(lambda: Enrollment.objects.select_for_update().filter(pk=ONE).values_list("pk"))


def locked_enrollment(enrollment: Enrollment) -> Enrollment:
    """Lock an enrollment for the caller's transaction, and only then read it: nothing read before the lock is used.

    It comes with its learner, course and version.
    """
    LOCK.run(pk=enrollment.pk)
    return enrollment_under_lock(enrollment)


def enrollment_under_lock(enrollment: Enrollment) -> Enrollment:
    """Return an enrollment that the caller has locked as it is now, with its learner, course, version and mark."""
    return _with_version(UNDER_LOCK.run(pk=enrollment.pk)[0])


OF_A_NUMBER = ("kind", "region", "value", "key")


def holder_under_lock(enrollment: Enrollment) -> tuple[Enrollment, list[Identifier]]:
    """Return the same with the numbers of its learner's profile, in their order, in one query."""
    rows = WITH_NUMBERS.run(pk=enrollment.pk)
    numbers = ({name: getattr(row, f"own_{name}") for name in OF_A_NUMBER} for row in rows)
    held = [Identifier(user_id=enrollment.learner_id, **each) for each in numbers if each["kind"]]
    return _with_version(rows[0]), held


def _under_lock() -> QuerySet[Enrollment]:
    return with_mark(Enrollment.objects.select_related("learner__profile", "course").filter(pk=ONE))


def _with_numbers() -> QuerySet[Enrollment]:
    columns = {f"own_{name}": F(f"learner__identifiers__{name}") for name in OF_A_NUMBER}
    return _under_lock().annotate(**columns).order_by(*map(F, columns))


UNDER_LOCK, WITH_NUMBERS = Statement(_under_lock), Statement(_with_numbers)


def _with_version(found: Enrollment) -> Enrollment:
    found.version = version_kept(found.version_id, mark_beside([found])).version
    return found


def check_open(enrollment: Enrollment) -> None:
    """Let nothing more be done in a course that is closed to its learner.

    Raises:
        EnrollmentClosed: the money went back, or the account is closed.
    """
    if enrollment.closed_at is not None or enrollment.learner.closed_at is not None:
        raise EnrollmentClosed


def check_may_enroll(learner: User, course: Course) -> CourseVersion:
    """Return the version a learner would be enrolled on, leaving its price aside.

    Raises:
        ProfileIncomplete, NotOpen: in this order.
    """
    if not is_profile_complete(learner):
        raise ProfileIncomplete
    if course.current_version is None or withdrawn_since(course.current_version) is not None:
        raise NotOpen
    return course.current_version


def want(*, learner: User, course: Course, now: dt.datetime) -> None:
    """Keep with an account the course to which it goes on; there is one, the last."""
    WantedCourse.objects.update_or_create(learner=learner, defaults={"course": course, "wanted_at": now})


def forget_wanted(*, learner: User) -> None:
    """Keep no course any more: the learner is enrolled, or goes elsewhere."""
    WantedCourse.objects.filter(learner=learner).delete()


@transaction.atomic
def enroll(*, learner: User, course: Course, by: str, now: dt.datetime, is_paid: bool = False) -> Enrollment:
    """Enroll `learner` on the line of the current version of a course; who is enrolled already stays as they are.

    `is_paid` opens a course that has a price; commerce says so, for an order that is paid. Where an enrollment was
    closed, it opens again with all of its study.

    Raises:
        ProfileIncomplete, NotOpen, PaymentRequired: in this order.
    """
    found = enrollment_of(learner, course)
    if found and found.closed_at is None:
        return found
    version = check_may_enroll(learner, course)
    if version.price and not is_paid:
        raise PaymentRequired
    if found:
        return _reopen(found, by=by, now=now)
    enrollment, created = Enrollment.objects.get_or_create(
        learner=learner, course=course, defaults={"line_id": version.line_id, "began_with": version, "enrolled_at": now}
    )
    if created:
        forget_wanted(learner=learner)
        subject = ("enrollment", enrollment.public_id)
        record(Act.ENROLLMENT_MADE, by=by, subject=subject, now=now, details={"course": course.slug})
    return enrollment


def _reopen(enrollment: Enrollment, *, by: str, now: dt.datetime) -> Enrollment:
    if Enrollment.objects.filter(pk=enrollment.pk, closed_at__isnull=False).update(closed_at=None):
        record(Act.ENROLLMENT_REOPENED, by=by, subject=("enrollment", enrollment.public_id), now=now)
    enrollment.closed_at = None
    return enrollment


@transaction.atomic
def close(*, enrollment: Enrollment, reason: str, by: str, now: dt.datetime) -> bool:
    """Close a course whose money went back; return whether it was open. Study, results and credit stay."""
    closed = Enrollment.objects.filter(pk=enrollment.pk, closed_at=None).update(closed_at=now)
    if closed:
        record(Act.ENROLLMENT_CLOSED, by=by, subject=("enrollment", enrollment.public_id), now=now, reason=reason)
    return bool(closed)


@transaction.atomic
def show_front_matter(*, enrollment: Enrollment, front_matter: FrontMatter, now: dt.datetime) -> FrontMatterShowing:
    """Record that the learner was shown `front_matter`; the first showing stands (R21).

    Raises:
        FrontMatterChanged: the course shows another one at present.
    """
    if front_matter.pk != enrollment.course.current_front_matter_id:
        raise FrontMatterChanged
    showing, _ = FrontMatterShowing.objects.get_or_create(
        enrollment=enrollment, front_matter=front_matter, defaults={"shown_at": now}
    )
    return showing
