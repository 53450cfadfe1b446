"""Turns data into an accessible PDF with Typst: one compiler a thread, fonts from packages, nothing from elsewhere.

Text never becomes Typst source: it travels as JSON in `sys.inputs`, so that no name can be markup. A template may
import what stands in its own folder, and nothing else.
"""

import json
import logging
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

from credence.kit import glyphs
from credence.kit.once import once
from credence.kit.stream_ends import with_clear_ends
from credence.kit.text_layer import spelled_out

STANDARDS: "list[typst.PDFStandard]" = ["a-3a", "ua-1"]
MASK = 2
"""The mask of every QR code. Readers are told it in the code and take any of the eight (ISO/IEC 18004, 7.8); to try
them all and choose by their looks costs six times as much as the code itself."""

logger = logging.getLogger(__name__)
_of_thread = threading.local()
_set_before: set[Path] = set()
_first = threading.Lock()


def compile_pdf(
    template: Path,
    data: Mapping[str, Any],
    *,
    source: Mapping[str, Any],
    moment: datetime,
    pictures: Mapping[str, str] | None = None,
) -> bytes:
    """Return the PDF/A-3a and PDF/UA-1 that `template` makes of `data`, with `source` attached as JSON.

    Every text in `data` is first made drawable (see `glyphs`), so that no name makes a document fail. The same
    arguments give the same bytes: `moment` is the document's only date. `pictures` are SVG by the name under
    which the template finds each in `sys.inputs`: they are ours, and no text that somebody wrote becomes one.
    """
    source_json = json.dumps(source, ensure_ascii=False, indent=2, sort_keys=True)
    fixed = {"source": _encodable(source_json), **(pictures or {})}
    try:
        return _readable(template, _drawable(data, glyphs.drawable), fixed, moment)
    except typst.TypstError:
        logger.exception("%s could not be set; trying again with the plainest characters", template.name)
        return _readable(template, _drawable(data, glyphs.plain), fixed, moment)


def language_of(tag: str) -> dict[str, str | None]:
    """Return the `language` and `region` of a page in the language `tag` (BCP 47), no region where it names none."""
    language, *others = tag.split("-")
    regions = [each.upper() for each in others if len(each) == 2]
    return {"language": language, "region": regions[0] if regions else None}


def qr_code(address: str) -> str:
    """Return the QR code of `address` as SVG, with a quiet zone, one unit a module."""
    drawing = BytesIO()
    code = segno.make(address, error="m", micro=False, mask=MASK)
    code.save(drawing, kind="svg", border=2, xmldecl=False, svgns=True)
    return drawing.getvalue().decode()


@once
def drawing(template: Path, **inputs: str) -> str:
    """Return the SVG that `template` makes of `inputs`; it is drawn once in the life of a process."""
    svg = typst.Compiler(input=template, root=template.parent, sys_inputs=inputs).compile(format="svg")
    return _single(svg).decode()


def _readable(template: Path, data: Mapping[str, Any], fixed: Mapping[str, str], moment: datetime) -> bytes:
    return with_clear_ends(spelled_out(_compiled(template, data, fixed, moment), _texts(data)))


def _compiled(template: Path, data: Mapping[str, Any], fixed: Mapping[str, str], moment: datetime) -> bytes:
    laid_out = {**data, "fonts": glyphs.families_for(_texts(data)), "moment": _parts(moment)}
    return _after_the_first(template, {"data": json.dumps(laid_out), **fixed}, int(moment.timestamp()))


def _after_the_first(template: Path, inputs: Mapping[str, str], timestamp: int) -> bytes:
    """Return the PDF. The first of a template is set alone: it costs many times as much, and all others use what Typst
    keeps of it, whichever thread they are set in.
    """
    if template not in _set_before:
        with _first:
            if template not in _set_before:
                pdf = _set(template, inputs, timestamp)
                _set_before.add(template)
                return pdf
    return _set(template, inputs, timestamp)


def _set(template: Path, inputs: Mapping[str, str], timestamp: int) -> bytes:
    made = _compiler(template).compile(
        format="pdf", sys_inputs=dict(inputs), pdf_standards=STANDARDS, timestamp=timestamp
    )
    return _single(made)


def _single(output: bytes | list[bytes] | None) -> bytes:
    """Return the one file that Typst made; it makes several only where a picture has several pages."""
    if not isinstance(output, bytes):
        raise TypeError(f"one file was expected, not {type(output).__name__}")
    return output


def _compiler(template: Path) -> typst.Compiler:
    compilers: dict[Path, typst.Compiler] = _of_thread.__dict__.setdefault("compilers", {})
    if template not in compilers:
        compilers[template] = typst.Compiler(
            input=template,
            root=template.parent,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            package_path=template.parent / "no-packages",
            package_cache_path=template.parent / "no-packages",
        )
    return compilers[template]


@once
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(glyphs.FOLDERS))


def _drawable(value: Any, redraw: Any) -> Any:
    if isinstance(value, str):
        return redraw(value)
    if isinstance(value, Mapping):
        return {key: _drawable(part, redraw) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_drawable(part, redraw) for part in value]
    return value


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _parts(moment: datetime) -> list[int]:
    return [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second]


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
