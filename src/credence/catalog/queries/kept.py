"""Courses and their versions as processes keep them: read once, and true as long as the mark of content stands.

Each table that is read here has triggers that write a new mark with every change, in its transaction
(`kit.stamped`, catalog migration 0013; `tests/catalog/test_kept.py` tries them), so nothing that is kept under a mark
is older or younger than the mark. Nobody changes what is returned: all threads of the process have it.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet

from credence.catalog.models import Chapter, Course, CourseVersion, Faculty, Objective
from credence.catalog.queries.courses import LONG_COLUMNS
from credence.catalog.queries.terms import Terms, terms_of_many
from credence.kit.kept import Kept

Row = TypeVar("Row", Chapter, Objective, Faculty)
MOST = 500
"""So many versions are kept, and so many courses: some 50 MB where all of them have long texts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionFacts:
    """What a version consists of.

    `version` comes with its provider and cover, and without `LONG_COLUMNS`; chapters in their order with their files;
    `terms` are those of each credit as it stands, the largest first, withdrawals and repetition with them.
    """

    version: CourseVersion
    chapters: tuple[Chapter, ...]
    terms: tuple[Terms, ...]
    objectives: tuple[Objective, ...]
    faculty: tuple[Faculty, ...]


_versions: Kept[int, VersionFacts] = Kept(MOST)
_courses: Kept[int, Course] = Kept(MOST)


def versions_kept(pks: Collection[int], mark: str) -> dict[int, VersionFacts]:
    """Return what versions consist of, by primary key; five queries for all that are not kept under `mark`."""
    return _versions.get(mark, pks, _read_versions)


def version_kept(pk: int, mark: str) -> VersionFacts:
    """Return what one version consists of."""
    return versions_kept([pk], mark)[pk]


def courses_kept(pks: Collection[int], mark: str) -> dict[int, Course]:
    """Return courses with their listing, version and the front matter that they show, by primary key, in a query at
    most.
    """
    return _courses.get(mark, pks, _read_courses)


def _read_versions(pks: Collection[int]) -> dict[int, VersionFacts]:
    versions = CourseVersion.objects.filter(pk__in=pks).select_related("provider", "cover").defer(*LONG_COLUMNS)
    chapters = _by_version(Chapter.objects.select_related("file", "captions", "poster"), pks)
    objectives, faculty = _by_version(Objective.objects.all(), pks), _by_version(Faculty.objects.all(), pks)
    terms = terms_of_many(pks)
    return {
        each.pk: VersionFacts(
            version=each,
            terms=terms[each.pk],
            chapters=tuple(chapters[each.pk]),
            objectives=tuple(objectives[each.pk]),
            faculty=tuple(faculty[each.pk]),
        )
        for each in versions
    }


def _by_version(rows: QuerySet[Row], pks: Collection[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for each in rows.filter(version__in=pks).order_by("position"):
        found[each.version_id].append(each)
    return found


def _read_courses(pks: Collection[int]) -> dict[int, Course]:
    related = Course.objects.select_related("current_front_matter", "listing", "current_version__provider")
    short = related.defer(*(f"current_version__{name}" for name in LONG_COLUMNS))
    return {each.pk: each for each in short.filter(pk__in=pks)}
