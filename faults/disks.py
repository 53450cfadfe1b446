"""Small disks of a run's own, which can be filled and be made read-only without harm to others."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1024 * 1024
FILLER = "filler"


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk in memory, mounted in a folder."""

    folder: Path

    @contextmanager
    def full(self) -> Iterator[None]:
        """Leave no byte free until the end of the block."""
        filler = self.folder / FILLER
        try:
            self.fill()
            yield
        finally:
            filler.unlink(missing_ok=True)

    def fill(self) -> None:
        """Take every byte that is free now."""
        with suppress(OSError), (self.folder / FILLER).open("ab", buffering=0) as file:
            while file.write(bytes(MEGABYTE)):
                continue
        with suppress(OSError), (self.folder / FILLER).open("ab", buffering=0) as file:
            while file.write(bytes(512)):
                continue

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Let nothing be written until the end of the block, though files may be open."""
        _run("mount", "-o", "remount,ro", str(self.folder))
        try:
            yield
        finally:
            _run("mount", "-o", "remount,rw", str(self.folder))


@contextmanager
def mounted(folder: Path, megabytes: int, owner: str = "") -> Iterator[Disk]:
    """Mount a new disk of so many megabytes in a folder that is made for it; it is gone with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(folder))
    try:
        if owner:
            shutil.chown(folder, owner)
        yield Disk(folder)
    finally:
        _run("umount", "--lazy", str(folder))


def can_mount(folder: Path) -> bool:
    """Return whether we are allowed to; a container may refuse it to root as well."""
    if os.getuid() != 0:
        return False
    with suppress(subprocess.CalledProcessError, OSError), mounted(folder / "trial", 1):
        return True
    return False


def _run(*words: str) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
