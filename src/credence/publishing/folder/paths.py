"""The files of a folder: found without leaving it."""

import os
import stat
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext_lazy

from credence.kit.refusal import Refusal

MOST_FILES = 2_000
TOO_MANY = gettext_lazy("The folder holds more than {most} files. Is it the right one?")
BESIDE = frozenset({"README.md", "LICENSE", "LICENSE.md", "CHANGELOG.md", "Makefile"})
"""Files that may lie at the top of a folder without being part of it."""


class Misplaced(Refusal):
    """A file cannot be used; `why` is the code of the flaw: no-file, file-link or file-odd."""

    code = "misplaced"

    def __init__(self, why: str, **data: str) -> None:
        self.why = why
        super().__init__(**data)


def within(root: Path, path: str) -> Path:
    """Return the plain file at `path` inside `root`, whose name may be written with letters and marks apart.

    Capitals count, whether the file system heeds them or not.

    Raises:
        Misplaced: it does not exist, is no plain file, or a symbolic link stands on the way to it.
    """
    found = root
    for part in Path(path).parts:
        if (name := _as_kept(found, part)) is None:
            raise Misplaced("no-file", path=path, near=_near(root, path))
        found = found / name
        if found.is_symlink():
            raise Misplaced("file-link", path=path)
    if not stat.S_ISREG(found.lstat().st_mode):
        raise Misplaced("file-odd", path=path)
    return found


def composed(path: str) -> str:
    """Return a path with letters and marks in one, as a manuscript writes it; Macs may keep them apart."""
    return unicodedata.normalize("NFC", path)


def _as_kept(folder: Path, name: str) -> str | None:
    """Return the name that a file has in a folder: this one, or the only one that says the same, or none."""
    names = os.listdir(folder) if folder.is_dir() else []
    if name in names:
        return name
    alike = [each for each in names if composed(each) == composed(name)]
    return alike[0] if len(alike) == 1 else None


def files_in(root: Path) -> Iterator[str]:
    """Yield the path of every file in a folder, without hidden ones, those after `_`, and README and the like.

    After `MOST_FILES` of them and one more it is enough.
    """
    return islice(_walk(root), MOST_FILES + 1)


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name[0] not in "._")
        for name in sorted(files):
            path = (Path(folder) / name).relative_to(root)
            if name[0] not in "._" and str(path) not in BESIDE:
                yield path.as_posix()


def folders_in(root: Path) -> list[Path]:
    """Return the folders in a folder, by name, without hidden ones and those after `_`."""
    if not root.is_dir():
        return []
    return sorted(each for each in root.iterdir() if each.is_dir() and each.name[0] not in "._")


def _near(root: Path, path: str) -> str:
    known = {name.lower(): name for name in files_in(root)}
    close = get_close_matches(path.lower(), known, n=1, cutoff=0.75)
    return known[close[0]] if close else ""
