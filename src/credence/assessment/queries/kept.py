"""Posttests as processes keep them: true as long as the mark of content stands (assessment migration 0004).

What a page may show is kept apart from the key, which only grading and review ask for (R34).
"""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Prefetch

from credence.assessment.models import Option, Posttest, Question
from credence.catalog.queries.courses import LONG_COLUMNS
from credence.kit.kept import Kept

MOST = 500
SHOWN = ("posttest_id", "key", "position", "kind", "stem_html", "picture", "picture_alt", "objective__key")
Questions = tuple[Question, ...]

_posttests: Kept[int, Posttest] = Kept(MOST)
_of_versions: Kept[int, int] = Kept(MOST)
_asked: Kept[int, Questions] = Kept(MOST)
_with_key: Kept[int, Questions] = Kept(MOST)


def posttests_kept(pks: Collection[int], mark: str) -> dict[int, Posttest]:
    """Return posttests with their versions, without `LONG_COLUMNS`, by primary key; in one query at most."""
    return _posttests.get(mark, pks, _read_posttests)


def posttest_kept(version: int, mark: str) -> Posttest | None:
    """Return the posttest of a version, if it has one, by the version's primary key."""
    found = _of_versions.get(mark, [version], _read_of_versions).get(version)
    return posttests_kept([found], mark)[found] if found else None


def questions_asked(posttest: int, mark: str) -> Questions:
    """Return what a posttest may ask, with options, and nothing of what is right; in two queries at most."""
    return _asked.get(mark, [posttest], _read_asked)[posttest]


def questions_with_key(posttest: int, mark: str) -> Questions:
    """Return the questions with their key, explanations and where they are taught; in two queries at most."""
    return _with_key.get(mark, [posttest], _read_with_key)[posttest]


def _read_posttests(pks: Collection[int]) -> dict[int, Posttest]:
    found = Posttest.objects.filter(pk__in=pks).select_related("version")
    return {each.pk: each for each in found.defer(*(f"version__{name}" for name in LONG_COLUMNS))}


def _read_of_versions(versions: Collection[int]) -> dict[int, int]:
    return dict(Posttest.objects.filter(version__in=versions).values_list("version_id", "pk"))


def _read_asked(pks: Collection[int]) -> dict[int, Questions]:
    options = Option.objects.only("key", "text", "position", "question_id")
    questions = Question.objects.filter(posttest__in=pks).select_related("picture", "objective").only(*SHOWN)
    return _by_posttest(pks, questions.prefetch_related(Prefetch("options", queryset=options)))


def _read_with_key(pks: Collection[int]) -> dict[int, Questions]:
    questions = Question.objects.filter(posttest__in=pks).select_related("picture", "objective", "chapter")
    return _by_posttest(pks, questions.prefetch_related("options"))


def _by_posttest(pks: Collection[int], questions: Collection[Question]) -> dict[int, Questions]:
    found: dict[int, list[Question]] = defaultdict(list)
    for each in questions:
        found[each.posttest_id].append(each)
    return {pk: tuple(found[pk]) for pk in pks}
