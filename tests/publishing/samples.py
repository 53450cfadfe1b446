"""The sample courses of tests/courses, with their media made on the spot."""

import shutil
from pathlib import Path

from tests.installations import made_once
from tests.media.clips import make_captions, make_pdf, make_picture, make_video

SAMPLES = Path(__file__).parent.parent / "courses"
CONTRAST, HANDS = "courses/contrast-reactions", "courses/hand-washing"


def _make_media(folder: Path) -> None:
    make_video(folder / "chapters/01-recognize.mp4")
    make_captions(folder / "chapters/01-recognize.vtt")
    make_picture(folder / "chapters/01-recognize.jpg", color="teal")
    make_pdf(folder / "chapters/02-treat.pdf")
    make_picture(folder / "images/cover.jpg")
    make_picture(folder / "images/ct-urticaria.png", color="salmon")


def copy_samples(target: Path) -> Path:
    """Copy the sample tree to `target`, with media, and return it."""
    shutil.copytree(SAMPLES, target, ignore=shutil.ignore_patterns("__*"))
    shutil.copytree(made_once("samples", _make_media), target / CONTRAST, dirs_exist_ok=True)
    return target


def edit(path: Path, old: str, new: str) -> None:
    """Replace the one place where `old` stands in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    path.write_text(text.replace(old, new), encoding="utf-8")
