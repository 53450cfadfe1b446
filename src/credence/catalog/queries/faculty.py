"""Who made a course."""

from credence.catalog.models import CourseVersion, Faculty
from credence.catalog.rules.faculty import is_called_alike


def faculty_called(version: CourseVersion, name: str) -> Faculty | None:
    """Return who of a version's faculty bears a name, if somebody does."""
    people = Faculty.objects.filter(version=version).order_by("position")
    return next((each for each in people if is_called_alike(each.name, name)), None)
