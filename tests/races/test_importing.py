"""Two people import the same course at the same time."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from credence.catalog.models import Course, CourseVersion, FrontMatter, Publication, Statement
from credence.media.models import Asset
from credence.publishing.folder import importing
from credence.publishing.folder.importing import import_folders
from credence.publishing.manuscript import actions
from tests.media.conftest import media_folder
from tests.publishing.samples import CONTRAST, copy_samples, edit

__all__ = ["media_folder"]
pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL and real connections"),
]
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
AT_ONCE = 6


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a copy of the sample tree."""
    return copy_samples(tmp_path / "tree")


def at_once(tree: Path) -> Counter[str]:
    """Import the tree in several threads together, and count what became of the contrast course, or the errors."""

    def run(_: int) -> str:
        try:
            return import_folders([tree], by="dana", now=NOW)[1].result
        except IntegrityError:
            return "broken"
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(run, range(AT_ONCE)))


def together(act: Callable[..., object], barrier: Barrier) -> Callable[..., object]:
    """Return `act` so that every caller waits for the others before it begins."""

    def waits(*args: object, **values: object) -> object:
        barrier.wait(timeout=30)
        return act(*args, **values)

    return waits


def test_without_the_lock_two_imports_make_the_same_version(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import_folders([tree], by="dana", now=NOW)
    edit(tree / CONTRAST / "course.yaml", "summary: What", "summary: All")
    monkeypatch.setattr(importing, "publish_provider", lambda *_, **__: actions.Outcome("provider", "x", "new"))
    monkeypatch.setattr(actions, "locked_course", lambda slug, **_: Course.objects.get(slug=slug))
    monkeypatch.setattr(actions, "add_version", together(actions.add_version, Barrier(AT_ONCE)))
    assert at_once(tree)["broken"] > 0


def test_imports_of_a_new_tree_at_once_make_one_version(tree: Path) -> None:
    assert at_once(tree) == {"new": 1, "unchanged": AT_ONCE - 1}
    assert list(CourseVersion.objects.order_by("course__slug").values_list("course__slug", "number")) == [
        ("contrast-reactions", 1),
        ("hand-washing", 1),
    ]
    assert (Statement.objects.count(), FrontMatter.objects.count(), Asset.objects.count()) == (3, 2, 6)


def test_imports_of_a_changed_course_at_once_make_one_version(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import_folders([tree], by="dana", now=NOW)
    edit(tree / CONTRAST / "course.yaml", "summary: What", "summary: All")
    monkeypatch.setattr(importing, "name_topics", together(importing.name_topics, Barrier(AT_ONCE)))
    assert at_once(tree) == {"changed": 1, "unchanged": AT_ONCE - 1}
    numbers = CourseVersion.objects.filter(course__slug="contrast-reactions").order_by("number")
    assert list(numbers.values_list("number", flat=True)) == [1, 2]
    assert Publication.objects.filter(course__slug="contrast-reactions").count() == 2
