"""The files of a folder: found without leaving it."""

import os
import stat
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from credence.kit.refusal import Refusal

MOST_FILES = 2_000
BESIDE = frozenset({"README.md", "LICENSE", "LICENSE.md", "CHANGELOG.md", "Makefile"})
"""Files that may lie at the top of a folder without being part of it."""


class Misplaced(Refusal):
    """A file cannot be used; `why` is the code of the flaw: no-file, file-link or file-odd."""

    code = "misplaced"

    def __init__(self, why: str, **data: str) -> None:
        self.why = why
        super().__init__(**data)


def within(root: Path, path: str) -> Path:
    """Return the plain file at `path` inside `root`.

    Raises:
        Misplaced: it does not exist, is no plain file, or a symbolic link stands on the way to it.
    """
    found = root
    for part in Path(path).parts:
        found = found / part
        if found.is_symlink():
            raise Misplaced("file-link", path=path)
    try:
        status = found.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise Misplaced("no-file", path=path, near=_near(root, path)) from None
    if not stat.S_ISREG(status.st_mode):
        raise Misplaced("file-odd", path=path)
    return found


def files_in(root: Path) -> Iterator[str]:
    """Yield the path of every file in a folder, without hidden ones, those after `_`, and README and the like."""
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
    known = {name.lower(): name for name, _ in zip(files_in(root), range(MOST_FILES), strict=False)}
    close = get_close_matches(path.lower(), known, n=1, cutoff=0.75)
    return known[close[0]] if close else ""
