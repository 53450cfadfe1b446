"""Build the demo's course folders from their sources: what is drawn is drawn once, and the days are of today."""

import datetime as dt
import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from PIL import Image

from credence.project.demo import drawing, narration
from credence.project.demo.dates import WRITTEN_AS_OF, make_current
from credence.project.demo.filming import film

RECIPE = "2"
"""Count on when this module, `drawing`, `filming` or `narration` make something else of the same sources."""

FRESH_FOR = dt.timedelta(days=180)
"""So long the days of a built demo stay as they are; then they are moved to the present again."""

THEME = "theme"
THEMES = {"_slides": "slides.typ", "_papers": "paper.typ", "_pictures": "picture.typ"}
"""What the sources in each folder import from the theme, besides the palette."""

POSTER_QUALITY = 88


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A built demo. `digest` changes when what it says changes, and only then."""

    tree: Path
    digest: str


def build(source: Path, workshop: Path, *, today: dt.date, say: Callable[[str], None] = lambda _: None) -> Demo:
    """Build the course folders of `source` under `workshop` and return them; what stands there already is kept.

    The tree is put in place whole or not at all. Finished films, papers and pictures are kept by the hash of their
    sources, so that a changed word in one slide renders one film.

    Raises:
        Undrawable, CannotFilm: a source cannot be drawn or filmed; what stood there before still stands.
    """
    workshop.mkdir(parents=True, exist_ok=True)
    tree, stamp = workshop / "tree", workshop / "stamp.json"
    sources = _digest_of(source)
    known = _read(stamp)
    as_of = dt.date.fromisoformat(known["as_of"]) if known else today
    if not dt.timedelta(0) <= today - as_of <= FRESH_FOR:
        as_of = today
    written = {"sources": sources, "as_of": as_of.isoformat()}
    if known != written or not tree.is_dir():
        stamp.unlink(missing_ok=True)
        _swap(_built(source, workshop, as_of, say), tree)
        stamp.write_text(json.dumps(written), encoding="utf-8")
    return Demo(tree=tree, digest=hashlib.sha256(json.dumps(written).encode()).hexdigest())


def _read(stamp: Path) -> dict[str, str]:
    try:
        said: dict[str, str] = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if said.keys() == {"sources", "as_of"} else {}


def _digest_of(source: Path) -> str:
    digest = hashlib.sha256(f"{RECIPE} {version('typst')} {WRITTEN_AS_OF}".encode())
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        digest.update(f"\0{path.relative_to(source)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _built(source: Path, workshop: Path, as_of: dt.date, say: Callable[[str], None]) -> Path:
    """Return a new folder that holds the whole tree."""
    target = Path(tempfile.mkdtemp(prefix="tree-", dir=workshop))
    try:
        for name in ("courses", "providers"):
            shutil.copytree(source / name, target / name, ignore=shutil.ignore_patterns("_*"))
        shutil.copy2(source / "topics.yaml", target)
        make_current(target, as_of)
        for course in sorted((source / "courses").iterdir()):
            for made, path in _products(course, source, workshop / "made", say):
                wanted = target / "courses" / course.name / path
                wanted.parent.mkdir(exist_ok=True)
                shutil.copyfile(made, wanted)
    except BaseException:
        shutil.rmtree(target)
        raise
    return target


def _swap(new: Path, tree: Path) -> None:
    if tree.exists():
        old = new.with_name(f"{new.name}-old")
        tree.rename(old)
        new.rename(tree)
        shutil.rmtree(old)
    else:
        new.rename(tree)


def _products(course: Path, root: Path, shelf: Path, say: Callable[[str], None]) -> Iterator[tuple[Path, str]]:
    """Yield each file made for a course, and the path that it has in the course folder."""
    for folder, (make, products) in KINDS.items():
        for source in sorted((course / folder).glob("*.typ")):
            made = shelf / _fingerprint(source, root)
            if not made.is_dir():
                say(f"Making {course.name}: {source.stem}{products[0]}")
                _make(make, source, root, made)
            for path in sorted(made.iterdir()):
                yield path, f"{FOLDERS[path.suffix]}/{path.name}"


def _fingerprint(source: Path, root: Path) -> str:
    theme = [root / THEME / name for name in ("palette.typ", THEMES[source.parent.name])]
    said = b"\0".join(path.read_bytes() for path in (source, *theme))
    name = f"{RECIPE} {version('typst')} {source.parent.name} {source.name}\0"
    return hashlib.sha256(name.encode() + said).hexdigest()[:32]


def _make(make: Callable[[Path, Path, Path], None], source: Path, root: Path, made: Path) -> None:
    """Let `make` fill a new folder and put it in place only when it is whole."""
    made.parent.mkdir(exist_ok=True)
    workbench = Path(tempfile.mkdtemp(prefix="new-", dir=made.parent))
    try:
        make(source, root, workbench)
        os.replace(workbench, made)
    finally:
        shutil.rmtree(workbench, ignore_errors=True)


def _make_film(source: Path, root: Path, target: Path) -> None:
    """Write a video, its captions and its poster."""
    pages, said = drawing.pictures(source, root), drawing.narrations(source, root)
    if len(pages) != len(said):
        raise drawing.Undrawable(f"{source}: {len(pages)} slides, but {len(said)} narrations")
    with tempfile.TemporaryDirectory() as folder:
        slides = [Path(folder) / f"{number}.png" for number in range(len(pages))]
        for path, page in zip(slides, pages, strict=True):
            path.write_bytes(page)
        film(slides, [narration.duration_ms(each) for each in said], target / f"{source.stem}.mp4")
    captions = narration.webvtt(narration.cues(said))
    (target / f"{source.stem}.vtt").write_text(captions, encoding="utf-8")
    poster = Image.open(io.BytesIO(pages[0])).convert("RGB")
    poster.save(target / f"{source.stem}.jpg", quality=POSTER_QUALITY, optimize=True)


def _make_paper(source: Path, root: Path, target: Path) -> None:
    (target / f"{source.stem}.pdf").write_bytes(drawing.paper(source, root))


def _make_picture(source: Path, root: Path, target: Path) -> None:
    picture = Image.open(io.BytesIO(drawing.picture(source, root))).convert("RGB")
    picture.save(target / f"{source.stem}.png", optimize=True)


KINDS: dict[str, tuple[Callable[[Path, Path, Path], None], tuple[str, ...]]] = {
    "_slides": (_make_film, (".mp4", ".vtt", ".jpg")),
    "_papers": (_make_paper, (".pdf",)),
    "_pictures": (_make_picture, (".png",)),
}
"""What stands in which folder of sources, who makes something of it, and what comes of it."""

FOLDERS = {".mp4": "chapters", ".vtt": "chapters", ".jpg": "chapters", ".pdf": "chapters", ".png": "images"}
