"""Draw slides, papers and pictures from their Typst sources."""

import datetime as dt
import json
from functools import cache
from pathlib import Path

import typst

from credence.kit import glyphs

MADE_AT = int(dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp())
"""The date inside of every PDF, so that the same source gives the same bytes."""


class Undrawable(Exception):
    """A source cannot be drawn; Typst says why and where."""


def picture(source: Path, root: Path) -> bytes:
    """Return the one page of `source` as PNG, a pixel a point. It may import what stands under `root`."""
    return pictures(source, root)[0]


def pictures(source: Path, root: Path) -> list[bytes]:
    """Return the pages of `source` as PNG, a pixel a point."""
    try:
        made = _compiler(source, root).compile(format="png", ppi=72)
    except typst.TypstError as error:
        raise Undrawable(f"{source}: {error}") from error
    return [made] if isinstance(made, bytes) else list(made or ())


def paper(source: Path, root: Path) -> bytes:
    """Return `source` as a tagged PDF (PDF/UA-1)."""
    try:
        made = _compiler(source, root).compile(format="pdf", pdf_standards=["ua-1"], timestamp=MADE_AT)
    except typst.TypstError as error:
        raise Undrawable(f"{source}: {error}") from error
    if not isinstance(made, bytes):
        raise Undrawable(f"{source}: it is empty")
    return made


def narrations(source: Path, root: Path) -> list[str]:
    """Return what is said to each slide of `source`, in order."""
    said: list[str] = json.loads(_compiler(source, root).query("<narration>", field="value"))
    return [" ".join(each.split()) for each in said]


def _compiler(source: Path, root: Path) -> typst.Compiler:
    nowhere = root / "no-packages"
    return typst.Compiler(
        input=source,
        root=root,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        package_path=nowhere,
        package_cache_path=nowhere,
    )


@cache
def _fonts() -> typst.Fonts:
    folders = [glyphs.FACE_FOLDER, glyphs.NOTO_FOLDER]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
