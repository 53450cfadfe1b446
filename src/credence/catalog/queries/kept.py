"""Courses and their versions as processes keep them: read once, and true as long as the mark of content stands.

Each table that is read here has triggers that write a new mark with every change, in its transaction
(`kit.stamped`, catalog migration 0013; `tests/catalog/test_kept.py` tries them), so nothing that is kept under a mark
is older or younger than the mark. Nobody changes what is returned: all threads of the process have it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Exists, OuterRef, QuerySet

from credence.catalog.models import Chapter, Course, CourseVersion, Faculty, Objective
from credence.catalog.queries.courses import LONG_COLUMNS
from credence.catalog.queries.terms import Terms, terms_held, terms_of_many
from credence.kit.kept import Kept

Row = TypeVar("Row", Chapter, Objective, Faculty)
OF_FORMER = ("slug", "kind", "file__duration_ms", "version__line", "version__number")
MOST = 500
"""So many versions are kept, and so many courses: some 50 MB where all of them have long texts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionFacts:
    """What a version consists of.

    `version` comes with its provider and cover, and without `LONG_COLUMNS`; chapters in their order with their files;
    `terms` are those of each credit as it stands, the largest first, withdrawals and repetition with them. `former` are
    the chapters of earlier versions of its line, by primary key, each without its words.
    """

    version: CourseVersion
    chapters: tuple[Chapter, ...]
    terms: tuple[Terms, ...]
    objectives: tuple[Objective, ...]
    faculty: tuple[Faculty, ...]
    former: Mapping[int, Chapter]


_versions: Kept[int, VersionFacts] = Kept(MOST)
_terms: Kept[tuple[int, int], tuple[Terms, ...]] = Kept(MOST)
_courses: Kept[int, Course] = Kept(MOST)


def versions_kept(pks: Collection[int], mark: str) -> dict[int, VersionFacts]:
    """Return what versions consist of, by primary key; five queries for all that are not kept under `mark`, and one
    more where a line has gone on.
    """
    return _versions.get(mark, pks, _read_versions)


def version_kept(pk: int, mark: str) -> VersionFacts:
    """Return what one version consists of."""
    return versions_kept([pk], mark)[pk]


def courses_kept(pks: Collection[int], mark: str) -> dict[int, Course]:
    """Return courses with their listing, version and the front matter that they show, by primary key, in a query at
    most.
    """
    return _courses.get(mark, pks, _read_courses)


def terms_kept(studied: Collection[tuple[int, int]], mark: str) -> dict[tuple[int, int], tuple[Terms, ...]]:
    """Return the terms that hold for who studies a version and began with another of its line, as `terms_held` does.

    Who began with the version they study has those of the version.
    """
    same = {newest for newest, began in studied if newest == began}
    facts = versions_kept(same, mark)
    others = _terms.get(mark, {each for each in studied if each[0] != each[1]}, terms_held)
    return {(pk, pk): facts[pk].terms for pk in same} | others


def _read_versions(pks: Collection[int]) -> dict[int, VersionFacts]:
    earlier = CourseVersion.objects.filter(line=OuterRef("line"), number__lt=OuterRef("number"))
    found = CourseVersion.objects.filter(pk__in=pks).select_related("provider", "cover").defer(*LONG_COLUMNS)
    versions = list(found.annotate(goes_on=Exists(earlier)))
    former = _former_chapters([each for each in versions if each.goes_on])
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
            former=former.get(each.pk, {}),
        )
        for each in versions
    }


def _former_chapters(versions: Collection[CourseVersion]) -> dict[int, dict[int, Chapter]]:
    """Return the chapters of what came before each version on its line, the files with them."""
    if not versions:
        return {}
    of_lines = Chapter.objects.filter(version__line__in={each.line_id for each in versions})
    there = list(of_lines.select_related("file", "version").only(*OF_FORMER))
    return {
        each.pk: {
            chapter.pk: chapter
            for chapter in there
            if chapter.version.line_id == each.line_id and chapter.version.number < each.number
        }
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
