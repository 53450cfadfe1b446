"""Find and read the courses and providers under the paths that were given, and check them together."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from django.utils.translation import gettext as _

from credence.kit.clock import day_in
from credence.publishing.folder.courses import COURSE, CourseFolder, read_course
from credence.publishing.folder.faults import Fault, FaultyFolder, in_order
from credence.publishing.folder.paths import folders_in
from credence.publishing.folder.printing import course_fault, fault_at, provider_fault
from credence.publishing.folder.providers import PROVIDER, ProviderFolder, read_provider
from credence.publishing.folder.reading import read_yaml
from credence.publishing.manuscript.checking import check, check_provider
from credence.publishing.manuscript.document import Manuscript, ProviderManuscript
from credence.publishing.manuscript.fitting import fit
from credence.publishing.manuscript.flaws import Document
from credence.publishing.manuscript.known import Known, with_provider
from credence.publishing.manuscript.shape.topics import TopicNames, TopicsDocument

TOPICS = "topics.yaml"
Progress = Callable[[str], None]
Folder = TypeVar("Folder", CourseFolder, ProviderFolder)


@dataclass
class Found:
    """The folders that were found, and what is wrong with what was not read."""

    courses: list[Path] = field(default_factory=list)
    providers: list[Path] = field(default_factory=list)
    topics: list[Path] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Tree:
    """What will be imported, by slug in order. `known` is what will be known after the providers are in.

    `notes` are the faults that stand in nobody's way.
    """

    courses: tuple[CourseFolder, ...]
    providers: tuple[ProviderFolder, ...]
    topics: dict[str, TopicNames]
    known: Known
    notes: tuple[Fault, ...]


def read_tree(paths: Iterable[Path], known: Known, now: dt.datetime, progress: Progress = lambda _: None) -> Tree:
    """Read and check everything under `paths`: course folders, provider folders, or folders that hold them.

    Raises:
        FaultyFolder: something is wrong; it holds all that was found, and nothing may be imported.
    """
    found = Found()
    for path in paths:
        _discover(path, found)
    topics = _topics(found)
    providers = _read(found.providers, read_provider, progress)
    known = _with(known, providers, topics)
    courses = _read(found.courses, read_course, progress)
    known = replace(known, coming=frozenset(slug_of(each.manuscript) for each in courses))
    faults = [*found.faults, *_provider_faults(providers), *_course_faults(courses, known, now)]
    if any(not fault.warns for fault in faults):
        raise FaultyFolder(faults)
    return Tree(
        courses=tuple(sorted(courses, key=lambda each: slug_of(each.manuscript))),
        providers=tuple(sorted(providers, key=lambda each: slug_of(each.manuscript))),
        topics=topics,
        known=known,
        notes=in_order(faults),
    )


def slug_of(manuscript: Manuscript | ProviderManuscript) -> str:
    """Return the short name of a course or a provider, or nothing where it could not be read."""
    named = manuscript.course if isinstance(manuscript, Manuscript) else manuscript.provider
    return named.slug if named else ""


def _discover(path: Path, found: Found) -> None:
    if (path / COURSE).exists():
        found.courses.append(path)
    elif (path / PROVIDER).exists():
        found.providers.append(path)
    elif any(_refused(path / name, found) for name in ("courses", "providers")):
        return
    elif (path / "courses").is_dir() or (path / "providers").is_dir():
        found.courses += _unlinked(path / "courses", found)
        found.providers += _unlinked(path / "providers", found)
        found.topics += [path] if (path / TOPICS).exists() else []
    elif inner := [each for each in folders_in(path) if (each / COURSE).exists() or (each / PROVIDER).exists()]:
        for each in inner:
            if not _refused(each, found):
                _discover(each, found)
    else:
        sentence = _(
            "There is no course here. Name a folder with course.yaml, or one that holds courses/ and providers/."
        )
        found.faults.append(Fault(str(path), 1, sentence))


def _unlinked(path: Path, found: Found) -> list[Path]:
    return [each for each in folders_in(path) if not _refused(each, found)]


def _refused(path: Path, found: Found) -> bool:
    """Whether a path leads elsewhere, which is said."""
    if path.is_symlink():
        found.faults.append(Fault(str(path), 1, _("This is a symbolic link. Put the folder itself there.")))
    return path.is_symlink()


def _topics(found: Found) -> dict[str, TopicNames]:
    names: dict[str, TopicNames] = {}
    for root in found.topics:
        read = read_yaml(root, TOPICS, str(root))
        found.faults += read.faults
        if not read.is_broken:
            topics, flaws = fit(Document.TOPICS, read.source.data, TopicsDocument)
            found.faults += [fault_at(read.source, flaw) for flaw in flaws]
            names |= topics.root if topics else {}
    return names


def _read(paths: list[Path], read: Callable[[Path, str], Folder], progress: Progress) -> list[Folder]:
    folders = []
    for path in paths:
        progress(str(path))
        folders.append(read(path, str(path)))
    return folders


def _with(known: Known, providers: list[ProviderFolder], topics: dict[str, TopicNames]) -> Known:
    """Return what is known once the providers and the names of topics are in."""
    for folder in providers:
        if folder.faults or any(flaw.blocks for flaw in check_provider(folder.manuscript)):
            names = {folder.root.name, slug_of(folder.manuscript)} - {""}
            known = replace(known, broken=known.broken | names)
        known = with_provider(known, folder.manuscript)
    return replace(known, topics=known.topics | set(topics))


def _provider_faults(folders: list[ProviderFolder]) -> Iterator[Fault]:
    seen: set[str] = set()
    for folder in folders:
        yield from folder.faults
        yield from (provider_fault(folder, flaw) for flaw in check_provider(folder.manuscript))
        if (slug := slug_of(folder.manuscript)) and slug in seen:
            sentence = _("There is a second provider “{slug}”. Keep one of them.").format(slug=slug)
            yield Fault(f"{folder.shown}/{PROVIDER}", 1, sentence)
        seen.add(slug)


def _course_faults(folders: list[CourseFolder], known: Known, now: dt.datetime) -> Iterator[Fault]:
    seen: set[str] = set()
    for folder in folders:
        yield from folder.faults
        yield from _flaws_of(folder, known, now)
        if (slug := slug_of(folder.manuscript)) and slug in seen:
            sentence = _("There is a second course “{slug}”. Give it another slug, or keep one of them.")
            line = folder.sources[Document.COURSE].line(("slug",))
            yield Fault(f"{folder.shown}/{COURSE}", line, sentence.format(slug=slug))
        seen.add(slug)


def _flaws_of(folder: CourseFolder, known: Known, now: dt.datetime) -> Iterator[Fault]:
    course = folder.manuscript.course
    today = day_in(known.zone(course.provider if course else ""), now)
    yield from (course_fault(folder, flaw) for flaw in check(folder.manuscript, known, today))
