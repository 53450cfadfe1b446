"""Read the files that a manuscript names, and keep their bytes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from credence.media.actions import inspect, shelve
from credence.media.rules.files import Changed, Probe, Unfit
from credence.media.rules.webvtt import CaptionFault, Cue, read
from credence.publishing.folder.paths import Misplaced, within
from credence.publishing.manuscript.document import Files, Named
from credence.publishing.manuscript.fitting import NO_TEXT
from credence.publishing.manuscript.flaws import Flaw, in_file, warning

LARGEST_TEXT = 500_000


@dataclass
class _Found:
    """The files as they are read, and what is wrong with them."""

    texts: dict[str, str] = field(default_factory=dict)
    found: dict[str, Probe] = field(default_factory=dict)
    cues: dict[str, tuple[Cue, ...]] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)


def read_files(root: Path, named: Iterable[Named]) -> tuple[Files, tuple[Flaw, ...]]:
    """Return what the files in a folder turned out to be, and what is wrong with those that cannot be used."""
    found = _Found()
    for each in named:
        _read(root, each, found)
    return Files(texts=found.texts, found=found.found, cues=found.cues), tuple(found.flaws)


def kept(root: Path, files: Files) -> Files:
    """Keep the bytes of every file, and return the files with the names they are kept under.

    Raises:
        Changed: a file changed since it was looked at.
    """
    return replace(files, shelved={path: _shelved(root, path, found) for path, found in files.found.items()})


def _shelved(root: Path, path: str, found: Probe) -> str:
    try:
        return shelve(path=within(root, path), found=found)
    except Misplaced:
        raise Changed from None


def _read(root: Path, named: Named, found: _Found) -> None:
    try:
        path = within(root, named.path)
        if named.kind == "text":
            _read_text(named, path, found)
            return
        found.found[named.path] = inspect(path=path, kind=named.kind)
    except Misplaced as refusal:
        found.flaws.append(_flaw(named, refusal.why, **refusal.data))
    except OSError as error:
        found.flaws.append(_flaw(named, "file-unreadable", reason=error.strerror or ""))
    except Unfit as refusal:
        found.flaws += _unfit(named, refusal)
    else:
        if named.kind == "captions":
            _read_captions(named, path, found)


def _flaw(named: Named, code: str, **data: object) -> Flaw:
    said = {"path": named.path, "kind": named.kind, **data}
    return Flaw(document=named.document, place=named.place, code=code, data=said)


def _unfit(named: Named, refusal: Unfit) -> Iterator[Flaw]:
    if refusal.code != "captions":
        yield _flaw(named, f"file-{refusal.code}", **refusal.data)
        return
    yield from (_in_captions(named, each) for each in refusal.data["faults"])


def _in_captions(named: Named, fault: CaptionFault) -> Flaw:
    flaw = in_file(named.path, f"captions-{fault.code}", fault.line, text=fault.text)
    return warning(flaw) if fault.warns else flaw


def _read_captions(named: Named, path: Path, found: _Found) -> None:
    captions = read(path.read_text(encoding="utf-8-sig"))
    found.cues[named.path] = captions.cues
    found.flaws += [_in_captions(named, fault) for fault in captions.faults]


def _read_text(named: Named, path: Path, found: _Found) -> None:
    if path.stat().st_size > LARGEST_TEXT:
        found.flaws.append(_flaw(named, "text-too-large", most=LARGEST_TEXT // 1000))
        return
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        found.flaws.append(_flaw(named, "file-not-utf8"))
        return
    if control := NO_TEXT.search(text):
        found.flaws.append(in_file(named.path, "text-control", text.count("\n", 0, control.start()) + 1))
        return
    if not text.strip():
        found.flaws.append(_flaw(named, "text-empty"))
        return
    found.texts[named.path] = text
