"""Import courses from folders: read, check, publish; all of them or none, and nothing twice."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from credence.catalog.actions import name_topics
from credence.catalog.models import Course
from credence.enrollment.models import Enrollment
from credence.publishing.folder.files import kept
from credence.publishing.folder.tree import Tree, read_tree, slug_of
from credence.publishing.manuscript.actions import NOTHING_SAID, Outcome, fingerprint_here, publish, publish_provider
from credence.publishing.manuscript.changes import Difference, differences, kinds_of
from credence.publishing.manuscript.changing import Saying, affected_by
from credence.publishing.manuscript.document import Manuscript
from credence.publishing.manuscript.queries import known_here, published_manuscript
from credence.publishing.manuscript.shape.topics import TopicNames

Progress = Callable[[str], None]


def check_folders(paths: Iterable[Path], *, now: dt.datetime, progress: Progress = lambda _: None) -> Tree:
    """Read and check everything under `paths` against itself and what is here already; nothing is written.

    Raises:
        FaultyFolder: something is wrong; it holds all faults.
    """
    return read_tree(paths, known_here(), now, progress)


def import_folders(
    paths: Iterable[Path],
    *,
    by: str,
    now: dt.datetime,
    progress: Progress = lambda _: None,
    saying: Saying = NOTHING_SAID,
) -> tuple[Outcome, ...]:
    """Check everything under `paths` and publish it in one transaction.

    A folder that says what is published already changes nothing. A changed course becomes a new version, which reaches
    whom its kind says (`saying`). Files are stored before the transaction: a crash leaves at most files that
    nothing names.

    Args:
        paths: course folders, provider folders, or folders that hold courses/ and providers/.
        by: who imports, a user name or the name of the process.
        now: the present moment.
        progress: told the path of each folder as it is read.

    Raises:
        FaultyFolder: something is wrong; it holds all faults, and nothing was imported.
        Changed: a file changed while it was being imported, and nothing was imported.
        KindUnknown: somebody is enrolled in a course whose change does not say its kind, and nothing was imported.
    """
    return import_tree(check_folders(paths, now=now, progress=progress), by=by, now=now, saying=saying)


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """What importing one changed course would change, and who is enrolled in it, group by group."""

    slug: str
    differences: tuple[Difference, ...]
    affected: Mapping[str, QuerySet[Enrollment]]


def changes_in(tree: Tree, saying: Saying) -> Iterator[Planned]:
    """Yield what the courses of a tree would change of what is published; nothing is written."""
    for folder in tree.courses:
        course = Course.objects.filter(slug=slug_of(folder.manuscript)).select_related("current_version").first()
        version = course.current_version if course else None
        if course and version and version.source_sha256 != fingerprint_here(folder.manuscript, tree.known):
            found = kinds_of(differences(published_manuscript(version), folder.manuscript), saying.kind)
            yield Planned(slug=course.slug, differences=found, affected=affected_by(course))


def import_tree(tree: Tree, *, by: str, now: dt.datetime, saying: Saying = NOTHING_SAID) -> tuple[Outcome, ...]:
    """Publish what was read and found without fault, in one transaction.

    Raises:
        Changed: a file changed since it was read, and nothing was imported.
        Flawed: what is here changed since the tree was checked, and nothing was imported.
        KindUnknown: somebody is enrolled in a course whose change does not say its kind, and nothing was imported.
    """
    providers = [replace(each.manuscript, files=kept(each.root, each.manuscript.files)) for each in tree.providers]
    courses = _kept(tree)
    with transaction.atomic():
        name_topics(names={slug: _columns(names) for slug, names in tree.topics.items()})
        outcomes = [publish_provider(manuscript, by=by, now=now) for manuscript in providers]
        outcomes += [publish(manuscript, by=by, now=now, known=tree.known, saying=saying) for manuscript in courses]
    return tuple(outcomes)


def _kept(tree: Tree) -> list[Manuscript]:
    """Keep the files of every course that says something new."""
    slugs = [slug_of(folder.manuscript) for folder in tree.courses]
    published = dict(Course.objects.filter(slug__in=slugs).values_list("slug", "current_version__source_sha256"))
    return [
        folder.manuscript
        if published.get(slug) == fingerprint_here(folder.manuscript, tree.known)
        else replace(folder.manuscript, files=kept(folder.root, folder.manuscript.files))
        for slug, folder in zip(slugs, tree.courses, strict=True)
    ]


def _columns(names: TopicNames) -> dict[str, Any]:
    return {"name": names.name, "synonyms": list(names.synonyms)}
