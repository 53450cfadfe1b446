"""A page of a PDF as a picture, whichever thread draws it."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfWriter

from credence.kit.pdf_picture import picture_of

pytestmark = pytest.mark.same


def page(width: int, height: int) -> bytes:
    """Return a PDF of one empty page, its size in points."""
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(width, height)
    writer.write(file)
    return file.getvalue()


def test_a_picture_is_as_wide_as_asked_and_keeps_the_shape_of_the_page():
    assert Image.open(BytesIO(picture_of(page(200, 100), width=400))).size == (400, 200)


def test_threads_that_draw_at_once_get_each_their_own_page():
    pages = [page(100, 100 + number) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(lambda each: picture_of(each, width=100), pages))
    assert [Image.open(BytesIO(each)).size[1] for each in drawn] == [100 + number for number in range(40)]


def test_what_is_no_pdf_is_refused_and_holds_nobody_up():
    with pytest.raises(pypdfium2.PdfiumError):
        picture_of(b"nothing of the kind", width=100)
    assert picture_of(page(100, 100), width=100)
