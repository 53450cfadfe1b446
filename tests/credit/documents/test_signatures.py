"""The line above the signatory's name is never empty."""

import subprocess
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from credence.credit.documents.certificate import render
from credence.credit.documents.signatures import as_svg
from tests.archivable import faults
from tests.credit.documents.samples import ink_outside, qr_codes, reader, snapshot, text

BLUE, WHITE, CLEAR = (20, 30, 90, 255), (250, 250, 250, 255), (0, 0, 0, 0)


def picture(
    ink: tuple[int, ...], ground: tuple[int, ...], size: tuple[int, int] = (900, 300), form: str = "PNG"
) -> bytes:
    """Return a stroke across the middle of a picture."""
    drawn = Image.new("RGBA", size, ground)
    ImageDraw.Draw(drawn).line([(size[0] // 4, size[1] // 2), (size[0] * 3 // 4, size[1] // 3)], fill=ink, width=6)
    kept = BytesIO()
    drawn.convert("RGB" if form == "JPEG" else "RGBA").save(kept, form)
    return kept.getvalue()


def inked(pdf: bytes) -> bool:
    """Whether something dark is drawn where the signature stands, above its line."""
    box = (66, 500, 256, 538)
    return seen(pdf).crop(box).getextrema()[0] < 160


def seen(pdf: bytes) -> Image.Image:
    drawn = subprocess.run(["pdftoppm", "-r", "72", "-gray", "-"], input=pdf, capture_output=True, check=True)
    return Image.open(BytesIO(drawn.stdout))


@pytest.mark.parametrize(
    ("ink", "ground", "form"),
    [
        (BLUE, CLEAR, "PNG"),
        (BLUE, WHITE, "PNG"),
        (BLUE, WHITE, "JPEG"),
        (BLUE, CLEAR, "WEBP"),
        (WHITE, CLEAR, "PNG"),
        (WHITE, BLUE, "PNG"),
    ],
)
def test_the_picture_of_a_signature_is_printed_dark_on_white(
    ink: tuple[int, ...], ground: tuple[int, ...], form: str
) -> None:
    pdf = render(snapshot(), signature=as_svg(picture(ink, ground, form=form)))
    assert (inked(pdf), faults(pdf)) == (True, [])
    assert "Signed digitally" not in text(pdf)


@pytest.mark.parametrize("size", [(3000, 200), (200, 3000), (40, 40), (900, 300)])
def test_a_picture_of_any_shape_stays_above_its_line(size: tuple[int, int]) -> None:
    pdf = render(snapshot(), signature=as_svg(picture(BLUE, CLEAR, size)))
    assert (len(reader(pdf).pages), ink_outside(pdf, 22), len(qr_codes(pdf))) == (1, False, 1)
    assert "Eleanor Whitfield Director of Continuing Education" in text(pdf)


@pytest.mark.parametrize("contents", [picture(CLEAR, CLEAR), picture(WHITE, WHITE), picture(BLUE, BLUE)])
def test_a_picture_without_ink_is_none(contents: bytes) -> None:
    assert as_svg(contents) == ""


@pytest.mark.parametrize(("is_signed", "words"), [(True, "Signed digitally"), (False, "Issued electronically")])
def test_without_a_picture_the_line_says_how_it_is_signed(is_signed: bool, words: str) -> None:
    pdf = render(snapshot(), is_signed=is_signed)
    assert f"{words} Eleanor Whitfield Director of Continuing Education" in text(pdf)


def test_where_nobody_signs_the_provider_stands_for_itself() -> None:
    pdf = render(snapshot(signatory_name="", signatory_title=""), is_signed=True)
    assert "Signed digitally Riverside Institute" in text(pdf)
