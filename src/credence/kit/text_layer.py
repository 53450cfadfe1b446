"""Lets a PDF give its text back in scripts whose letters are drawn by several glyphs each.

The renderer says of each glyph the text of its whole cluster, so that readers which take glyph by glyph copy such a
cluster once for each of its glyphs. Here every glyph is told its own share of the text that was set, and the whole is
said beside it as ActualText (ISO 32000-1, 14.9.4) for readers that look for it.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import dropwhile, groupby
from typing import Any

import pikepdf

from credence.kit.glyph_fonts import Fonts
from credence.kit.glyph_shares import Share, shares_of
from credence.kit.glyphs import BREAK, has_right_to_left

JOINING = frozenset({"\N{ZERO WIDTH JOINER}", *map(chr, range(0x1F1E6, 0x1F200))})
"""Joined pictures, and the letters of which flags are made."""
Place = tuple[int, int, int]
"""An instruction of a page, a string among what it shows, a glyph in that string."""


def needs_spelling(text: str) -> bool:
    """Whether a letter of a text may be drawn by several glyphs: it bears a mark, or is one of joined signs."""
    return any(letter in JOINING or unicodedata.category(letter)[0] == "M" for letter in text)


def spelled_out(pdf: bytes, texts: Iterable[str]) -> bytes:
    """Return `pdf` with a text layer that gives back those of `texts` that need it; without any, the very bytes.

    Parts that run from right to left are left as they are: readers put them in order by themselves.
    """
    parts = {part for text in texts if needs_spelling(text) for part in _parts_to_the_right(text)}
    wanted = sorted(filter(needs_spelling, parts), key=lambda part: (-len(part), part))
    if not wanted:
        return pdf
    with pikepdf.open(BytesIO(pdf)) as document:
        elements = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)
        fonts = Fonts()
        changed = [
            _spell(document, page, elements[int(page.obj.StructParents)], wanted, fonts) for page in document.pages
        ]
        if not any(changed):
            return pdf
        fonts.write(document)
        written = BytesIO()
        document.save(written, deterministic_id=True)
    return written.getvalue()


def _parts_to_the_right(text: str) -> list[str]:
    """Return the parts of a text that run from left to right."""
    runs = groupby(text.replace(BREAK, ""), key=has_right_to_left)
    return ["".join(letters).strip() for leftwards, letters in runs if not leftwards]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Instructions of a page from one through another that show one paragraph, or another element of the structure."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Glyph:
    """One glyph, the block of text that it stands in, and what it says: nothing if the one before says it with it."""

    block: int
    place: Place
    font: str
    cid: int
    says: str


def _spell(document: pikepdf.Pdf, page: pikepdf.Page, elements: Any, wanted: list[str], fonts: Fonts) -> bool:
    """Let the paragraphs of a page say what they show, and return whether there was one to be changed."""
    instructions = list(pikepdf.parse_content_stream(page))
    fonts.turn_to(page)
    cids: dict[Place, int] = {}
    spoken: dict[int, str] = {}
    for paragraph in _paragraphs(instructions, elements):
        for run in _runs(_glyphs(instructions, paragraph, fonts)):
            for glyph, share in zip(run, _found([glyph.says for glyph in run], wanted), strict=False):
                cids[glyph.place] = fonts.cid(glyph.font, glyph.cid, share.own)
                spoken[glyph.block] = spoken.get(glyph.block, "") + share.whole
    if spoken:
        rewritten = _rewritten(_with_cids(instructions, cids), spoken)
        page.obj.Contents = document.make_stream(pikepdf.unparse_content_stream(rewritten))
    return bool(spoken)


def _runs(glyphs: Iterable[_Glyph]) -> Iterator[list[_Glyph]]:
    """Yield glyphs as far as they run from left to right, without blanks at either end."""
    for leftwards, found in groupby(glyphs, key=lambda glyph: has_right_to_left(glyph.says)):
        run = list(found)
        while run and run[-1].says.isspace():
            run.pop()
        if run and not leftwards:
            yield list(dropwhile(lambda glyph: glyph.says.isspace(), run))


def _found(says: list[str], wanted: list[str]) -> list[Share]:
    """Return the share of each glyph in the longest text that glyphs show; nothing if they show none."""
    if any(needs_spelling(word) for word in says):
        matches = (shares_of(text, says) for text in wanted)
        return next((shares for shares in matches if shares is not None), [])
    return []


def _paragraphs(instructions: list[Any], elements: Any) -> Iterator[_Paragraph]:
    """Yield the paragraphs of a page: marked content of one element, as far as it follows upon itself."""
    begun: tuple[int, int, Any] | None = None
    for first, last, number in _pieces(instructions):
        element = elements[number].objgen
        if begun and begun[2] != element:
            yield _Paragraph(*begun[:2])
            begun = None
        begun = (begun[0] if begun else first, last, element)
    if begun:
        yield _Paragraph(*begun[:2])


def _pieces(instructions: list[Any]) -> Iterator[tuple[int, int, int]]:
    """Yield first and last instruction, and number, of each piece of marked content that has a number."""
    depth = first = number = 0
    for at, (operands, operator) in enumerate(instructions):
        match str(operator):
            case "BDC" | "BMC":
                if depth == 0:
                    first, number = at, _number(operands)
                depth += 1
            case "EMC":
                depth -= 1
                if depth == 0 and number >= 0:
                    yield first, at, number


def _number(operands: Any) -> int:
    return int(operands[1].get("/MCID", -1)) if len(operands) > 1 else -1


def _says(operands: Any) -> str | None:
    """Return the ActualText that marked content begins with, if it does."""
    text = operands[1].get("/ActualText") if len(operands) > 1 else None
    return None if text is None else str(text)


def _glyphs(instructions: list[Any], paragraph: _Paragraph, fonts: Fonts) -> Iterator[_Glyph]:
    block, font, said = 0, "", None
    for at in range(paragraph.first, paragraph.last + 1):
        operands, operator = instructions[at]
        match str(operator):
            case "BT":
                block = at
            case "Tf":
                font = str(operands[0])
            case "BDC":
                said = _says(operands)
            case "EMC":
                said = None
            case "Tj" | "TJ":
                for string, place, cid in _shown(operands):
                    yield _Glyph(block, (at, string, place), font, cid, fonts.says(font, cid) if said is None else said)
                    said = said and ""


def _shown(operands: Any) -> Iterator[tuple[int, int, int]]:
    for number, part in enumerate(_parts(operands)):
        if isinstance(part, pikepdf.String):
            codes = bytes(part)
            for start in range(0, len(codes), 2):
                yield number, start, int.from_bytes(codes[start : start + 2])


def _parts(operands: Any) -> list[Any]:
    return list(operands[0]) if isinstance(operands[0], pikepdf.Array) else [operands[0]]


def _with_cids(instructions: list[Any], cids: dict[Place, int]) -> list[Any]:
    """Return instructions that show other glyphs in some places."""
    changed = list(instructions)
    for at in {place[0] for place in cids}:
        parts = _parts(instructions[at][0])
        for string, start, _cid in _shown(instructions[at][0]):
            if (at, string, start) in cids:
                codes = bytearray(bytes(parts[string]))
                codes[start : start + 2] = cids[at, string, start].to_bytes(2)
                parts[string] = pikepdf.String(bytes(codes))
        changed[at] = pikepdf.ContentStreamInstruction([pikepdf.Array(parts)], pikepdf.Operator("TJ"))
    return changed


def _rewritten(instructions: list[Any], spoken: dict[int, str]) -> list[Any]:
    """Return instructions with what some blocks of text say around each, and nothing said of parts inside."""
    written: list[Any] = []
    in_block, in_part = False, False
    for at, instruction in enumerate(instructions):
        operator = str(instruction[1])
        if at in spoken:
            written.append(_begin(spoken[at]))
            in_block = True
        begins_part = in_block and operator == "BDC"
        if not begins_part and not (in_part and operator == "EMC"):
            written.append(instruction)
        in_part = begins_part or (in_part and operator != "EMC")
        if in_block and operator == "ET":
            written.append(pikepdf.ContentStreamInstruction([], pikepdf.Operator("EMC")))
            in_block = False
    return written


def _begin(text: str) -> Any:
    properties = pikepdf.Dictionary(ActualText=pikepdf.String(text))
    return pikepdf.ContentStreamInstruction([pikepdf.Name.Span, properties], pikepdf.Operator("BDC"))
