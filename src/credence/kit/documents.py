"""Documents written in Markdown, as pages: each heading with its anchor, each link led where it leads on the site.

Anchors are those by which GitHub shows the same file, so that one link is right in both places.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
NO_ANCHOR = re.compile(r"[^\w\- ]")
DIAGRAM = "mermaid"
"""The language of code that is drawn where it can be, and read by nobody."""
TABLE = '<div class="table-responsive" tabindex="0"><table class="table">\n'


class Picture(NamedTuple):
    """Where a picture is served, and its size in pixels."""

    address: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it up to the next one; `level` is 1 for the document's title."""

    level: int
    title: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document without its title in `html`, which is safe, and its sections in order, the title's first."""

    title: str
    html: str
    sections: Sequence[Section]


def document_of(source: str, lead: Callable[[str], str | None], show: Callable[[str], Picture]) -> Document:
    """Return a document that begins with its title.

    Args:
        source: trusted Markdown; HTML in it is shown as text.
        lead: tells for the target of a link where it leads, None where it leads nowhere: then its words stay alone.
        show: tells for the target of a picture where it is.
    """
    tokens = _markdown.parse(source)
    sections = _sections(tokens)
    for each in _within(tokens):
        if each.type == "image":
            _place(each, show(str(each.attrs["src"])))
    for inline in tokens:
        _lead_all(inline.children or [], lead)
    return Document(sections[0].title, _markdown.renderer.render(tokens[3:], _markdown.options, {}), sections)


def _within(tokens: Iterable[Token]) -> Iterable[Token]:
    for each in tokens:
        yield each
        yield from _within(each.children or [])


def _sections(tokens: list[Token]) -> list[Section]:
    """Return the sections, and give each heading its anchor."""
    found: list[Section] = []
    seen: Counter[str] = Counter()
    starts = [at for at, each in enumerate(tokens) if each.type == "heading_open"]
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        title = _words(tokens[start + 1])
        anchor = NO_ANCHOR.sub("", title.lower()).replace(" ", "-")
        tokens[start].attrSet("id", f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
        text = " ".join(_words(each) for each in tokens[start + 3 : end] if each.content and each.info != DIAGRAM)
        found.append(Section(int(tokens[start].tag[1:]), title, str(tokens[start].attrs["id"]), text))
        seen[anchor] += 1
    return found


def _words(token: Token) -> str:
    """Return what is read of a token, without its marks."""
    if not token.children:
        return token.content
    return "".join(" " if each.type in ("softbreak", "hardbreak") else each.content for each in token.children)


def _place(image: Token, picture: Picture) -> None:
    given = {"src": picture.address, "width": str(picture.width), "height": str(picture.height), "loading": "lazy"}
    for name, value in given.items():
        image.attrSet(name, value)


def _lead_all(tokens: list[Token], lead: Callable[[str], str | None]) -> None:
    """Lead links where they go; those that go nowhere lose their marks and keep their words."""
    is_hidden = False
    for each in tokens:
        if each.type == "link_open":
            address = lead(str(each.attrs["href"]))
            each.hidden = is_hidden = address is None
            each.attrSet("href", address or "")
        elif each.type == "link_close":
            each.hidden = is_hidden


def _table(*_: Any) -> str:
    return TABLE


def _table_end(*_: Any) -> str:
    return "</table></div>\n"


def _code(_renderer: Any, tokens: Sequence[Token], at: int, *_: Any) -> str:
    """Show code in a box that can be moved by keys where it is wider than the page."""
    return f'<pre tabindex="0"><code>{_escaped(tokens[at].content)}</code></pre>\n'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


for _name, _rule in {"table_open": _table, "table_close": _table_end, "fence": _code, "code_block": _code}.items():
    _markdown.add_render_rule(_name, _rule)
