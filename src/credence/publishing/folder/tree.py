"""Find and read the courses and providers under the paths that were given, and check them together."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from credence.publishing.folder.checking import check
from credence.publishing.folder.course_folder import COURSE, CourseFolder, read_course, read_yaml
from credence.publishing.folder.faults import Fault, FaultyFolder
from credence.publishing.folder.known import Known, with_provider
from credence.publishing.folder.paths import folders_in
from credence.publishing.folder.provider import TopicsFile
from credence.publishing.folder.provider_folder import PROVIDER, ProviderFolder, read_provider

TOPICS = "topics.yaml"


@dataclass
class Found:
    """The folders that were found, and whether each was read."""

    courses: list[Path] = field(default_factory=list)
    providers: list[Path] = field(default_factory=list)
    topics: list[Path] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Tree:
    """What will be imported, by slug in order. `known` is what will be known after the providers are in."""

    courses: tuple[CourseFolder, ...]
    providers: tuple[ProviderFolder, ...]
    topics: dict[str, str]
    known: Known


def read_tree(
    paths: Iterable[Path], known: Known, now: dt.datetime, progress: Callable[[str], None] = lambda _: None
) -> Tree:
    """Read and check everything under `paths`: course folders, provider folders, or folders that hold them.

    Raises:
        FaultyFolder: something is wrong; it holds all that was found, and nothing may be imported.
    """
    found = Found()
    for path in paths:
        _discover(path, found)
    faults = list(found.faults)
    topics = _topics(found.topics, faults)
    providers, known = _providers(found.providers, known, faults, progress)
    known = replace(known, topics=known.topics | set(topics))
    courses = _courses(found.courses, faults, progress)
    for folder in courses:
        faults += check(folder, known, known.today(folder.course.provider, now))
    if faults:
        raise FaultyFolder(faults)
    return Tree(courses=tuple(courses), providers=tuple(providers), topics=topics, known=known)


def _discover(path: Path, found: Found) -> None:
    if (path / COURSE).exists():
        found.courses.append(path)
    elif (path / PROVIDER).exists():
        found.providers.append(path)
    elif (path / "courses").is_dir() or (path / "providers").is_dir():
        found.courses += _unlinked(path / "courses", found)
        found.providers += _unlinked(path / "providers", found)
        found.topics += [path] if (path / TOPICS).exists() else []
    elif inner := [each for each in folders_in(path) if (each / COURSE).exists() or (each / PROVIDER).exists()]:
        for each in inner:
            _discover(each, found)
    else:
        sentence = "There is no course here. Name a folder with course.yaml, or one that holds courses/ and providers/."
        found.faults.append(Fault(str(path), 1, sentence))


def _unlinked(path: Path, found: Found) -> list[Path]:
    sentence = "This is a symbolic link. Put the folder itself there."
    found.faults += [Fault(str(each), 1, sentence) for each in folders_in(path) if each.is_symlink()]
    return [each for each in folders_in(path) if not each.is_symlink()]


def _topics(folders: list[Path], faults: list[Fault]) -> dict[str, str]:
    names: dict[str, str] = {}
    for root in folders:
        _, topics, more = read_yaml(root, TOPICS, TopicsFile, str(root))
        faults += more
        names |= topics.root if topics else {}
    return names


def _providers(
    paths: list[Path], known: Known, faults: list[Fault], progress: Callable[[str], None]
) -> tuple[list[ProviderFolder], Known]:
    folders: dict[str, ProviderFolder] = {}
    for path in paths:
        progress(str(path))
        folder, more = read_provider(path, str(path))
        faults += more
        if folder is None or more:
            known = replace(known, broken=known.broken | {path.name, *([folder.provider.slug] if folder else [])})
        if folder is None:
            continue
        slug = folder.provider.slug
        if slug in folders:
            faults.append(Fault(f"{path}/{PROVIDER}", 1, f"There is a second provider “{slug}”. Keep one of them."))
        folders[slug] = folder
        known = with_provider(known, folder)
    return [folders[slug] for slug in sorted(folders)], known


def _courses(paths: list[Path], faults: list[Fault], progress: Callable[[str], None]) -> list[CourseFolder]:
    folders: dict[str, CourseFolder] = {}
    for path in paths:
        progress(str(path))
        folder, more = read_course(path, str(path))
        faults += more
        if folder is None:
            continue
        slug = folder.course.slug
        if slug in folders:
            sentence = f"There is a second course “{slug}”. Give it another slug, or keep one of them."
            faults.append(folder.course_source.fault(("slug",), sentence))
        folders[slug] = folder
    return [folders[slug] for slug in sorted(folders)]
