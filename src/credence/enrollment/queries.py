"""Who is enrolled in what, and what they were shown."""

from django.db.models import F, QuerySet

from credence.accounts.models import HeldProfession, User
from credence.accounts.rules.professions import LICENSED
from credence.catalog.models import Course
from credence.enrollment.models import Enrollment, FrontMatterShowing


def enrollment_of(learner: User, course: Course) -> Enrollment | None:
    """Return the learner's enrollment in `course`, if there is one."""
    return Enrollment.objects.filter(learner=learner, course=course).first()


def open_enrollment_of(learner: User, course: Course) -> Enrollment | None:
    """Return the learner's enrollment in `course`, unless its money went back and it was closed."""
    return Enrollment.objects.filter(learner=learner, course=course, closed_at=None).select_related("version").first()


def enrollments_of(learner: User) -> QuerySet[Enrollment]:
    """Return the learner's enrollments, newest first, each with its course, version and provider."""
    related = ("course__current_front_matter", "version__provider", "version__cover")
    return Enrollment.objects.filter(learner=learner).select_related(*related).order_by("-enrolled_at", "-pk")


def professions_begun_later() -> QuerySet[HeldProfession]:
    """Return the licensed professions that began after their holder enrolled in a course, the newest first (R41).

    Each comes once for each such course, with its user and `title` and `enrolled_at` of that course.
    """
    begun = HeldProfession.objects.filter(
        profession__in=LICENSED, held_from__gt=F("user__enrollments__enrolled_at")
    ).annotate(
        title=F("user__enrollments__version__title"),
        enrolled_at=F("user__enrollments__enrolled_at"),
        enrollment=F("user__enrollments__pk"),
    )
    return begun.select_related("user__profile").order_by("-held_from", "-pk", "enrollment")


def is_front_matter_shown(enrollment: Enrollment) -> bool:
    """Return whether the learner was shown what the course shows at present before its start (R20, R21)."""
    return FrontMatterShowing.objects.filter(
        enrollment=enrollment, front_matter=enrollment.course.current_front_matter_id
    ).exists()
