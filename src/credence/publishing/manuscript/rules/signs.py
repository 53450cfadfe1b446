"""Signs that Markdown takes for marks of its own and does not show, and pictures that would come from elsewhere. Pure.

A question is a sentence: there a mark of that kind is a fault. In longer texts lists, quotations and headings are
meant, so only what looks like a quantity is told.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from markdown_it.token import Token

from credence.kit.text import markdown_parts

QUANTITY = re.compile(r"\s*[<>=≤≥~±]*\s*\d")
"""“> 60 mL”, “- 5 mmol”."""
COUNTED = re.compile(r"of\b")
"""“# of tablets”."""
PLACED = re.compile(r"(?:https?:|mailto:|tel:|#)", re.IGNORECASE)
"""Links that lead somewhere."""
BLOCKS = frozenset({"blockquote_open", "heading_open", "bullet_list_open", "hr"})
SPANS = frozenset({"em_open", "strong_open", "s_open"})


class Sign(NamedTuple):
    """A sign that is not shown: the number of its line in the text, from 0, what it is, and how its line begins.

    `code` is sign-begins, sign-inside, sign-defines or sign-links.
    """

    line: int
    code: str
    sign: str
    shown: str
    is_quantity: bool


def signs_lost(source: str) -> Iterator[Sign]:
    """Yield what a text in Markdown would not show.

    >>> [(each.code, each.sign, each.is_quantity) for each in signs_lost("> 60 mL/min is the limit.")]
    [('sign-begins', '>', True)]
    >>> list(signs_lost("Is a clearance > 60 mL/min the limit?"))
    []
    """
    parts, defined = markdown_parts(source)
    lines = lines_of(source)
    for at, part in enumerate(parts):
        first = part.map[0] if part.map else 0
        if part.type in BLOCKS and not _is_long_list(parts, at):
            yield _begun(parts, at, lines)
        for code, sign in _inside(part.children or []):
            yield Sign(first, code, sign, _start(lines, first), is_quantity=True)
    for first, address in defined:
        yield Sign(first, "sign-defines", "[", _start(lines, first), not PLACED.match(address))


def lines_of(source: str) -> list[str]:
    """Return the lines of a text as the parser counts them: a carriage return ends one, too.

    >>> lines_of("one\\rtwo\\r\\nthree")
    ['one', 'two', 'three']
    """
    return source.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def pictures_in(source: str) -> Iterator[int]:
    """Yield the number of the line, from 0, of each picture in a text in Markdown, however it is referred to."""
    lines = lines_of(source)
    for part in markdown_parts(source)[0]:
        count = sum(child.type == "image" for child in part.children or [])
        first, end = part.map or (0, 0)
        marked = [number for number in range(first, end) if "![" in lines[number]] or [first]
        yield from (marked[min(number, len(marked) - 1)] for number in range(count))


def _is_long_list(parts: list[Token], at: int) -> bool:
    """Whether a list of several entries begins, which is meant as one."""
    if parts[at].type != "bullet_list_open":
        return False
    level, count = parts[at].level, 0
    for part in parts[at + 1 :]:
        if part.level == level and part.type == "bullet_list_close":
            break
        count += part.type == "list_item_open" and part.level == level + 1
    return count > 1


def _begun(parts: list[Token], at: int, lines: list[str]) -> Sign:
    """Return the sign with which a line begins; of a heading that is underlined, the line below it."""
    part = parts[at]
    first, end = part.map or (0, 1)
    is_heading, is_below = part.type == "heading_open", part.markup in {"=", "-"} and part.type == "heading_open"
    line = end - 1 if is_below else first
    said = next((each.content for each in parts[at:] if each.type == "inline"), "")
    looks_like_one = (COUNTED if is_heading else QUANTITY).match(said)
    return Sign(line, "sign-begins", part.markup[:1], _start(lines, line), bool(looks_like_one) and not is_below)


def _inside(parts: list[Token]) -> Iterator[tuple[str, str]]:
    for before, part in pairwise([Token("text", "", 0), *parts]):
        if part.type in SPANS and before.content[-1:].isalnum():
            yield "sign-inside", part.markup
        elif part.type == "link_open" and part.info != "auto" and not PLACED.match(str(part.attrs["href"])):
            yield "sign-links", str(part.attrs["href"])


def _start(lines: list[str], number: int) -> str:
    line = lines[number].strip() if number < len(lines) else ""
    return f"{line[:40]}…" if len(line) > 40 else line
