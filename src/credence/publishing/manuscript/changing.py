"""What a publication changes for those who are enrolled: of what kind it is, and whom it reaches."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from credence.catalog.actions import ChangeContent
from credence.catalog.enums import ChangeKind
from credence.catalog.models import Course, CourseVersion, Line
from credence.credit.models import Award
from credence.enrollment.models import Enrollment
from credence.kit.refusal import Refusal
from credence.publishing.manuscript.changes import Difference, differences, goes_on, kinds_of, to_be_said
from credence.publishing.manuscript.document import Manuscript
from credence.publishing.manuscript.queries import published_manuscript


class KindUnknown(Refusal):
    """Somebody is enrolled, and the difference does not say of what kind it is; `differences` are those to be said."""

    code = "kind-unknown"

    def __init__(self, slug: str, found: tuple[Difference, ...]) -> None:
        self.slug, self.differences = slug, found
        super().__init__(slug=slug, places=[(each.document.value, *each.place) for each in found])


@dataclass(frozen=True, kw_only=True, slots=True)
class Saying:
    """What a person says of a change: its kind where the difference cannot tell, why, and who approved it."""

    kind: ChangeKind | None = None
    reason: str = ""
    approver: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What a manuscript changes of the published one. `line` is the one that goes on with it, None where one begins.

    `is_studied` is whether anybody is enrolled on the line so far.
    """

    differences: tuple[Difference, ...]
    line: Line | None
    is_studied: bool
    saying: Saying

    @property
    def repairs(self) -> bool:
        """Whether wrong keys are put right for those who handed in already."""
        return (
            self.is_studied and self.line is not None and any(each.kind == ChangeKind.KEY for each in self.differences)
        )

    @property
    def content(self) -> ChangeContent:
        """What is kept of it with the publication."""
        kept = [each.to_json() for each in self.differences]
        return ChangeContent(differences=kept, reason=self.saying.reason, approver=self.saying.approver)


def change_of(previous: CourseVersion, manuscript: Manuscript, saying: Saying) -> Change:
    """Return what `manuscript` changes of the version before, whoever is enrolled.

    Where nobody is on its line, nobody is reached, and nothing has to be said.

    Raises:
        KindUnknown: somebody is, and the kind must be said.
    """
    found = kinds_of(differences(published_manuscript(previous), manuscript), saying.kind)
    studied = is_studied(previous.line)
    if studied and (unsaid := to_be_said(found, saying.kind)):
        raise KindUnknown(previous.course.slug, unsaid)
    found = kinds_of(found, ChangeKind.NEW_CONTENT)
    line = previous.line if goes_on(found, saying.kind) else None
    return Change(differences=found, line=line, is_studied=studied, saying=saying)


def is_studied(line: Line) -> bool:
    """Return whether anybody is enrolled on a line."""
    return Enrollment.objects.filter(line=line).exists()


def affected_by(course: Course) -> Mapping[str, QuerySet[Enrollment]]:
    """Return who is enrolled in a course before something is changed, group by group: counts that open as lists.

    `reached` are on the line that new learners get, `started` those of them who have opened a chapter or handed in,
    `without_credit` those who hold none of the course's, `with_credit` those who do; `elsewhere` are on older lines,
    whom no change of this one reaches.
    """
    everybody = Enrollment.objects.filter(course=course, closed_at=None).order_by("enrolled_at", "pk")
    version = course.current_version
    reached = everybody.filter(line=version.line_id if version else None)
    held = Exists(Award.objects.filter(enrollment=OuterRef("pk"), revocation=None))
    started = reached.filter(Q(progress__isnull=False) | Q(attempts__isnull=False)).distinct()
    return {
        "reached": reached,
        "started": started,
        "without_credit": reached.exclude(held),
        "with_credit": reached.filter(held),
        "elsewhere": everybody.exclude(pk__in=reached.values("pk")),
    }
