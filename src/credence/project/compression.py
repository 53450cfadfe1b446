"""Compression of pages."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from credence.learn.responses.public_pages import PublicPage

PACKED = "application/pdf", "application/zip", "application/vnd.openxmlformats"
"""How types of files begin that are compressed in themselves: to do it again costs time and saves nothing."""


class PageCompression(GZipMiddleware):
    """Compresses pages, never streamed files: a byte range must be the file's own bytes, of the length announced.

    Public pages are compressed once, where they are kept; what sets somebody's cookie is kept nowhere.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress a page if the browser takes it."""
        is_packed = response.get("Content-Type", "").startswith(PACKED)
        is_kept = isinstance(response, PublicPage) and response.is_for_everybody
        if response.streaming or is_packed or is_kept:
            return response
        return super().process_response(request, response)
