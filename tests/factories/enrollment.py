"""Enrollments."""

import datetime as dt

from credence.accounts.models import User
from credence.catalog.models import Course
from credence.enrollment.models import Enrollment, FrontMatterShowing

ENROLLED = dt.datetime(2026, 2, 1, 15, tzinfo=dt.UTC)


def make_enrollment(
    learner: User, course: Course, *, front_matter_shown: bool = True, at: dt.datetime = ENROLLED
) -> Enrollment:
    """Return an enrollment on the course's current version, whose front matter was shown at the same moment."""
    assert course.current_version
    assert course.current_front_matter
    enrollment = Enrollment.objects.create(
        learner=learner,
        course=course,
        line=course.current_version.line,
        began_with=course.current_version,
        enrolled_at=at,
    )
    if front_matter_shown:
        FrontMatterShowing.objects.create(enrollment=enrollment, front_matter=course.current_front_matter, shown_at=at)
    return enrollment
