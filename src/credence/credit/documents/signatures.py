"""The picture of a signature, made ready for paper: dark on white, without the margins that it was scanned with."""

from base64 import b64encode
from io import BytesIO

from PIL import Image, ImageOps

from credence.kit.once import once
from credence.media.queries import assets_by_hash

WIDEST, TALLEST = 1_140, 228
"""Pixels, at 432 dots an inch the room above the line."""
INK = 160
"""What is darker than that, of 255, is ink; a signature of lighter strokes would leave the line empty."""
SPECKS = 24
"""So many dots of ink are none."""


@once
def picture_of(sha256: str) -> str:
    """Return the picture with this SHA-256 as SVG; nothing where there is none, or no ink on it.

    Raises:
        LookupError: it is not in store.
    """
    if not sha256:
        return ""
    with assets_by_hash([sha256])[sha256].file.open() as file:
        return as_svg(file.read())


def as_svg(contents: bytes) -> str:
    """Return a picture of a signature as SVG: on white, cut to its ink, and no larger than print can show."""
    with Image.open(BytesIO(contents)) as original:
        seen = _on_white(original)
    edges = _edges(seen)
    if edges is None:
        return ""
    cut = seen.crop(edges)
    cut.thumbnail((WIDEST, TALLEST), Image.Resampling.LANCZOS)
    png = BytesIO()
    cut.save(png, "PNG", optimize=True)
    data = b64encode(png.getvalue()).decode()
    size = f'width="{cut.width}" height="{cut.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="data:image/png;base64,{data}"/></svg>'


def _on_white(picture: Image.Image) -> Image.Image:
    """Return a picture as it looks on paper; one that is light on dark, or on clear ground as for a dark screen, as its
    negative.
    """
    layered = picture.convert("RGBA")
    paper = _laid_on("white", layered)
    if _edges(paper) is None and _is_clear(layered):
        paper = _laid_on("black", layered)
    return ImageOps.invert(paper) if _dots(paper) > paper.width * paper.height / 2 else paper


def _is_clear(layered: Image.Image) -> bool:
    """Whether anything of a picture lets the ground through."""
    return sum(layered.getchannel("A").histogram()[:INK]) > SPECKS


def _laid_on(ground: str, layered: Image.Image) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", layered.size, ground), layered).convert("RGB")


def _ink(paper: Image.Image) -> Image.Image:
    return paper.convert("L").point(lambda light: 255 if light < INK else 0)


def _dots(paper: Image.Image) -> int:
    return _ink(paper).histogram()[255]


def _edges(paper: Image.Image) -> tuple[int, int, int, int] | None:
    return _ink(paper).getbbox() if _dots(paper) > SPECKS else None
