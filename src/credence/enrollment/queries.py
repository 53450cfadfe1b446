"""Who is enrolled in what, and what they were shown."""

from django.db.models import QuerySet

from credence.accounts.models import User
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


def is_front_matter_shown(enrollment: Enrollment) -> bool:
    """Return whether the learner was shown what the course shows at present before its start (R20, R21)."""
    return FrontMatterShowing.objects.filter(
        enrollment=enrollment, front_matter=enrollment.course.current_front_matter_id
    ).exists()
