"""The fonts of a PDF, in which a glyph may be told to say something else in another place."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pikepdf

SAYS = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n")
END = b"endcmap"
MOST_IN_A_BLOCK = 100


class Fonts:
    """All fonts of a document; a page calls them by names of its own."""

    def __init__(self) -> None:
        self._all: dict[tuple[int, int], _Font] = {}
        self._named: dict[str, _Font] = {}

    def turn_to(self, page: pikepdf.Page) -> None:
        """Let names be those of this page."""
        self._named = {}
        for name, row in page.obj.Resources.get("/Font", {}).items():
            self._named[name] = self._all.setdefault(row.objgen, _Font(row))

    def says(self, name: str, cid: int) -> str:
        """Return the text that a glyph is told to say."""
        return self._named[name].says.get(cid, "")

    def cid(self, name: str, cid: int, says: str) -> int:
        """Return the code by which the same glyph says `says`, a new one if need be."""
        return self._named[name].cid(cid, says)

    def write(self, document: pikepdf.Pdf) -> None:
        """Write what was added into the document."""
        for font in self._all.values():
            font.write(document)


class _Font:
    def __init__(self, row: pikepdf.Object) -> None:
        self._row = row
        self.says = {
            int(cid, 16): bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
            for cid, text in SAYS.findall(row.ToUnicode.read_bytes())
        }
        self._added: dict[tuple[int, str], int] = {}

    def cid(self, cid: int, says: str) -> int:
        if self.says.get(cid) == says:
            return cid
        return self._added.setdefault((cid, says), self._next())

    def _next(self) -> int:
        return max([*self._widths(), *self.says, 0]) + 1 + len(self._added)

    def _widths(self) -> dict[int, Any]:
        """Return widths by code; the renderer writes them as first code, last code, width."""
        entries = list(self._row.DescendantFonts[0].W)
        runs = zip(entries[::3], entries[1::3], entries[2::3], strict=True)
        return {cid: width for first, last, width in runs for cid in range(int(first), int(last) + 1)}

    def write(self, document: pikepdf.Pdf) -> None:
        if not self._added:
            return
        inner, widths = self._row.DescendantFonts[0], self._widths()
        added = ((new, new, widths.get(old, inner.get("/DW", 1000))) for (old, _says), new in self._added.items())
        inner.W = pikepdf.Array([*inner.W, *chain.from_iterable(added)])
        inner.CIDToGIDMap = document.make_stream(self._glyphs())
        if "/CIDSet" in inner.FontDescriptor:
            del inner.FontDescriptor.CIDSet  # it would have to name the new codes, and PDF/A-3 asks for none
        told = self._row.ToUnicode.read_bytes()
        self._row.ToUnicode = document.make_stream(told.replace(END, b"".join(self._blocks()) + END, 1))

    def _glyphs(self) -> bytes:
        """Return which glyph each code shows: its own up to the first new one, then that of the code it is made of."""
        first = min(self._added.values())
        shown = [*range(first), *(old for old, _says in self._added)]
        return b"".join(glyph.to_bytes(2) for glyph in shown)

    def _blocks(self) -> Iterator[bytes]:
        lines = [f"<{new:04X}> <{says.encode('utf-16-be').hex().upper()}>\n" for (_, says), new in self._added.items()]
        for start in range(0, len(lines), MOST_IN_A_BLOCK):
            block = lines[start : start + MOST_IN_A_BLOCK]
            yield f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n".encode()
