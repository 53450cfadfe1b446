"""Text that people wrote, made safe for pages."""

import nh3
from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "strikethrough"])


def markdown_to_html(source: str) -> str:
    """Return sanitised HTML for Markdown `source`: no raw HTML, no script, links that leak no referrer."""
    return nh3.clean(_markdown.render(source))
