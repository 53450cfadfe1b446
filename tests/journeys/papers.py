"""A course with a PDF as they come: pages with pictures, one on its side, one very large, and a field to fill in."""

import io
import random
from pathlib import Path

import pikepdf
import typst
from PIL import Image

from tests.journeys.courses import date_course
from tests.publishing.samples import HANDS, copy_samples, edit

PAGES = 30
ON_ITS_SIDE, LARGE, WITH_A_FIELD = 3, 5, 6
SLUG = "long-paper"
TEXT = "chapters: [{slug: text, title: Read, kind: text, file: text.md, extra: {minutes: 4, reason: Wash them.}}]"
PAPER = "chapters: [{slug: paper, title: A long paper, kind: pdf, file: paper.pdf}]"


def build_paper_course(tree: Path) -> Path:
    """Write a course of one PDF into the new folder `tree` and return it."""
    copy_samples(tree)
    for other in (tree / "courses").iterdir():
        if other.name != Path(HANDS).name:
            for file in sorted(other.rglob("*"), reverse=True):
                file.rmdir() if file.is_dir() else file.unlink()
            other.rmdir()
    course = (tree / HANDS).rename(tree / "courses" / SLUG)
    edit(course / "course.yaml", "slug: hand-washing", f"slug: {SLUG}")
    edit(course / "course.yaml", TEXT, PAPER)
    edit(course / "course.yaml", "estimated_minutes: 10", "estimated_minutes: 40")
    (course / "text.md").unlink()
    date_course(course / "course.yaml")
    make_paper(course / "paper.pdf")
    return tree


def make_paper(path: Path) -> None:
    """Write a PDF of some megabytes, each page with its number in words and a picture that cannot be compressed."""
    pictures = {f"noise-{number}.png": noise(number) for number in range(1, PAGES + 1)}
    for name, picture in pictures.items():
        (path.parent / name).write_bytes(picture)
    source = path.with_suffix(".typ")
    source.write_text("\n#pagebreak()\n".join(map(page, range(1, PAGES + 1))), encoding="utf-8")
    made = typst.compile(str(source))
    for name in [*pictures, source.name]:
        (path.parent / name).unlink()
    with pikepdf.open(io.BytesIO(made)) as document:
        document.pages[ON_ITS_SIDE - 1].Rotate = 90
        document.pages[LARGE - 1].MediaBox = pikepdf.Array([0, 0, 4000, 3000])
        add_field(document)
        document.save(path)


def page(number: int) -> str:
    """Return the source of a page; one word stands on the last only."""
    last = " Here the zebrafish swims." if number == PAGES else ""
    return f'= Leaf number {number}\nSepsis is met on every page.{last}\n\n#image("noise-{number}.png", width: 60%)'


def noise(seed: int) -> bytes:
    """Return a picture of a quarter of a megabyte."""
    held = io.BytesIO()
    Image.frombytes("RGB", (320, 260), random.Random(seed).randbytes(320 * 260 * 3)).save(held, "PNG")  # noqa: S311 - a picture
    return held.getvalue()


def add_field(document: pikepdf.Pdf) -> None:
    """Put a field of a form on a page."""
    field = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="name",
            Rect=[72, 400, 272, 424],
            F=4,
        )
    )
    document.pages[WITH_A_FIELD - 1].Annots = pikepdf.Array([field])
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[field])
