"""What the documents say besides their words: links, anchors and code, in order."""

from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.token import Token

from credence.kit.documents import Picture, document_of

_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def links_of(source: str) -> list[str]:
    """Return the targets of all links and pictures of a document."""
    ends = ((each.attrs.get("href") or each.attrs.get("src")) for each in _within(_markdown.parse(source)))
    return [str(end) for end in ends if end]


def anchors_of(source: str) -> list[str]:
    """Return the anchors of all headings of a document, as its page has them."""
    return [each.anchor for each in document_of(source, str, lambda _: Picture("", 0, 0)).sections]


def code_of(source: str) -> list[tuple[str, str]]:
    """Return the language, "" for none, and the text of each block of code in a document."""
    return [(each.info, each.content) for each in _markdown.parse(source) if each.type in ("fence", "code_block")]


def code_words_of(source: str) -> list[str]:
    """Return what stands as code among the words of a document."""
    return [each.content for each in _within(_markdown.parse(source)) if each.type == "code_inline"]


def _within(tokens: Iterable[Token]) -> Iterable[Token]:
    for each in tokens:
        yield each
        yield from _within(each.children or [])
