"""The policy of a file that is no page: what a browser may do with it when it is opened by itself.

The policy of our pages would forbid what a browser's own view of a file needs: WebKit shows a PDF as an empty stamp
where `style-src` is set, for its view styles itself.
"""

PDF = "application/pdf"
FILES = ("image/", "video/", "text/vtt", PDF)
"""How the types begin of what we send as files."""

BY_ITSELF = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; "
    "frame-ancestors 'self'; sandbox"
)
"""A picture, a film or its captions: whatever is in them runs nothing and reaches nothing, were it taken for a page."""

IN_A_VIEWER = "frame-ancestors 'self'"
"""A PDF: no browser shows one in a sandbox, and what acts in one is refused at publishing."""


def is_file(content_type: str) -> bool:
    """Return whether an answer of that type is a file and no page."""
    return content_type.startswith(FILES)


def policy_of(content_type: str) -> str:
    """Return the Content-Security-Policy of a file of that type (https://www.w3.org/TR/CSP3/#directive-sandbox)."""
    return IN_A_VIEWER if content_type.startswith(PDF) else BY_ITSELF
