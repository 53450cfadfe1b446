"""What was done in enrollments, and by whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from credence.assessment.queries import AttemptSummary, posttests_kept, rows_of_attempts, summary_from
from credence.catalog.models import Course
from credence.catalog.queries.kept import courses_kept, versions_kept
from credence.catalog.queries.stamp import mark_beside
from credence.credit.queries.people import Person, people_from, rows_of_people
from credence.credit.rules import Showing
from credence.enrollment.models import Enrollment, FrontMatterShowing
from credence.enrollment.queries.done import Done, rows_done
from credence.evaluation.queries import DueForm, forms_from, rows_of_responses, uses_kept
from credence.kit.statements import Statement
from credence.progress.queries import Study, rows_of_study, study_from


@dataclass(frozen=True, kw_only=True, slots=True)
class Coursework:
    """What was done in one enrollment. `front_matter` is the number of the one that the course shows at present."""

    study: Study
    attempts: AttemptSummary
    forms: tuple[DueForm, ...]
    front_matter: int | None
    showings: tuple[Showing, ...]

    @property
    def front_matter_shown(self) -> bool:
        """Whether the learner was shown the present one (R21)."""
        return any(each.front_matter == self.front_matter for each in self.showings)


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What was done in enrollments, by their primary keys, and who the learners are, by theirs."""

    coursework: Mapping[int, Coursework]
    people: Mapping[int, Person]


def _rows() -> QuerySet[Any, tuple[Any, ...]]:
    showings = rows_done(FrontMatterShowing.objects.all(), "showing", figures=("front_matter__number",), at="shown_at")
    parts = (*rows_of_study(), rows_of_responses(), showings, *rows_of_people())
    return rows_of_attempts().union(*parts, all=True)


KNOWN = Statement(_rows)
OF_PEOPLE = frozenset({"person", "profession", "number"})


def coursework_of(enrollments: Iterable[Enrollment]) -> Mapping[int, Coursework]:
    """Return what was done in each enrollment by its primary key, as `known_of` does."""
    return known_of(enrollments).coursework


def known_of(enrollments: Iterable[Enrollment], mark: str | None = None) -> Known:
    """Return what was done in enrollments and who their learners are, in one query for all.

    Where a learner shares a number with another account there are two more.

    Args:
        enrollments: whose.
        mark: the mark of content, where it is known; else it is what the enrollments bring, or is read.
    """
    enrollments = list(enrollments)
    mark = mark_beside(enrollments) if mark is None else mark
    of = {"enrollments": [each.pk for each in enrollments], "learners": {each.learner_id for each in enrollments}}
    rows = [Done.read(row) for row in KNOWN.run(**of)]
    done: dict[int, list[Done]] = defaultdict(list)
    for row in rows:
        if row.kind not in OF_PEOPLE:
            done[row.of].append(row)
    return Known(coursework=_coursework(enrollments, done, mark), people=people_from(rows))


def _coursework(
    enrollments: Collection[Enrollment], done: Mapping[int, list[Done]], mark: str
) -> dict[int, Coursework]:
    versions = {each.version_id for each in enrollments}
    facts, uses = versions_kept(versions, mark), uses_kept(versions, mark)
    courses = courses_kept({each.course_id for each in enrollments}, mark)
    posttests = posttests_kept({row.about for rows in done.values() for row in rows if row.kind == "attempt"}, mark)
    return {
        each.pk: Coursework(
            study=study_from(facts[each.version_id], done.get(each.pk, [])),
            attempts=summary_from(done.get(each.pk, []), posttests, facts[each.version_id].version.attempt_limit),
            forms=forms_from(uses[each.version_id], done.get(each.pk, [])),
            front_matter=_present(courses[each.course_id], done.get(each.pk, [])),
            showings=_showings(done.get(each.pk, [])),
        )
        for each in enrollments
    }


def _showings(done: Iterable[Done]) -> tuple[Showing, ...]:
    mine = ((each.at, each.pk, each.figures[0]) for each in done if each.kind == "showing" and each.at)
    return tuple(Showing(front_matter=number, at=at) for at, _, number in sorted(mine))


def _present(course: Course, done: Iterable[Done]) -> int | None:
    """Return which front matter the course shows at present, where any was shown."""
    shown = any(each.kind == "showing" for each in done)
    return course.current_front_matter.number if shown and course.current_front_matter else None
