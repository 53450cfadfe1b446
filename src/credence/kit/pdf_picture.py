"""A page of a PDF as a picture: drawn from the very bytes, so that it shows nothing else than they do."""

from functools import lru_cache
from io import BytesIO
from threading import Lock

import pypdfium2

QUALITY, EFFORT = 88, 2
"""Of WebP: fine lines stay whole at this quality, and more effort saves a tenth of the bytes for twice the time."""
_drawing = Lock()
"""PDFium serves one thread at a time (https://pdfium.googlesource.com/pdfium/+/refs/heads/main/public/fpdfview.h)."""


@lru_cache(maxsize=16)
def picture_of(pdf: bytes, *, width: int) -> bytes:
    """Return the first page of `pdf` as WebP, `width` pixels wide. The last 16 are kept, for pages loaded again.

    Raises:
        pypdfium2.PdfiumError: these bytes are no PDF.
    """
    with _drawing:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return _first_page(document, width)
        finally:
            document.close()


def _first_page(document: pypdfium2.PdfDocument, width: int) -> bytes:
    page = document[0]
    drawn = page.render(scale=width / page.get_width())
    file = BytesIO()
    drawn.to_pil().save(file, "WEBP", quality=QUALITY, method=EFFORT)
    drawn.close()
    page.close()
    return file.getvalue()
