"""The picture that a link to a course shows elsewhere: PNG, 1200 by 630 pixels."""

import io
from functools import cache
from pathlib import Path

import fontpkg_eb_garamond
from PIL import Image, ImageDraw, ImageFont

SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN = 84
BAND = 20
PAPER, INK, GREY = "#ffffff", "#16222c", "#51606b"
TITLE_SIZES = (84, 72, 62, 52, 44)
MOST_LINES = 4
FACE = Path(str(fontpkg_eb_garamond.__file__)).parent / "files" / "EBGaramond[wght].ttf"
REGULAR, BOLD = 400, 600


def draw(*, title: str, provider: str, credits_: list[str], site: str, color: str) -> bytes:
    """Return the picture of a course.

    Args:
        title: of any length; what does not fit at the smallest size is cut with an ellipsis.
        provider: the accrediting provider's name.
        credits_: such as "1 AMA PRA Category 1 Credit™"; the first two are shown.
        site: the site's name.
        color: of the band, #rrggbb.
    """
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, BAND, HEIGHT), fill=color)
    pen.text((MARGIN, 64), _fitted(provider, 36), font=_font(36), fill=GREY)
    size, lines = _set(title)
    pen.multiline_text((MARGIN, 150), "\n".join(lines), font=_font(size, BOLD), fill=INK, spacing=size * 0.16)
    for number, credit in enumerate(reversed(credits_[:2])):
        pen.text((MARGIN, HEIGHT - 96 - number * 50), _fitted(credit, 38, 760), font=_font(38), fill=color)
    pen.text((WIDTH - MARGIN, HEIGHT - 90), _fitted(site, 34, 300), font=_font(34, BOLD), fill=INK, anchor="ra")
    stored = io.BytesIO()
    picture.save(stored, "PNG", optimize=True)
    return stored.getvalue()


def wrapped(text: str, size: int) -> list[str]:
    """Return `text` in lines that fit between the margins at `size`; a word that is too long is cut."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer, size, BOLD) <= WIDTH - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines = [*(line for line in lines if line), _fitted(word, size, weight=BOLD)]
    return lines


def _set(title: str) -> tuple[int, list[str]]:
    """Return the largest size at which the title takes few lines and stays clear of the credit, and the lines."""
    for size in TITLE_SIZES:
        lines = wrapped(title, size)
        if len(lines) <= MOST_LINES and len(lines) * size * 1.3 <= HEIGHT - 150 - 160:
            return size, lines
    lines = lines[:MOST_LINES]
    return size, [*lines[:-1], _fitted(f"{lines[-1]} …", size, weight=BOLD)]


def _fitted(text: str, size: int, width: int = WIDTH - 2 * MARGIN, weight: int = REGULAR) -> str:
    """Return as much of `text` as fits into `width`, with an ellipsis where something is cut."""
    if _width(text, size, weight) <= width:
        return text
    while text and _width(f"{text}…", size, weight) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _width(text: str, size: int, weight: int) -> float:
    return _font(size, weight).getlength(text)


@cache
def _font(size: int, weight: int = REGULAR) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(FACE, size)
    font.set_variation_by_axes([weight])
    return font
