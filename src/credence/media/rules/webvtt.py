"""WebVTT captions: read them, and find what is wrong with them."""

import html
import re
from dataclasses import dataclass

TIMING = re.compile(r"(?P<start>[\d:.]+)[ \t]+-->[ \t]+(?P<end>[\d:.]+)(?:[ \t]+.*)?")
STAMP = re.compile(r"(?:(?P<hours>\d{2,}):)?(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)\.(?P<fraction>\d{3})")
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Cue:
    """One caption: times in milliseconds, its words without markup, and the line of its timing."""

    start_ms: int
    end_ms: int
    text: str
    line: int


@dataclass(frozen=True)
class CaptionFault:
    """What is wrong on which line. Codes: header, timing, order, backward, empty, none."""

    line: int
    code: str
    text: str = ""


def parse(source: str) -> tuple[tuple[Cue, ...], tuple[CaptionFault, ...]]:
    """Return the cues of a WebVTT file and all that is wrong with it."""
    lines = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT([ \t].*)?", lines[0]):
        return (), (CaptionFault(1, "header"),)
    cues: list[Cue] = []
    faults: list[CaptionFault] = []
    for number, block in _blocks(lines):
        cue = _cue(number, block)
        if isinstance(cue, Cue):
            faults.extend(_misplaced(cue, cues[-1] if cues else None))
            cues.append(cue)
        elif cue:
            faults.append(cue)
    if not cues and not faults:
        faults.append(CaptionFault(1, "none"))
    return tuple(cues), tuple(faults)


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Return the blocks after the header, each with the number of its first line; notes and styles are left out."""
    blocks: list[tuple[int, list[str]]] = []
    start = len(lines)
    for index, line in enumerate([*lines, ""]):
        if line.strip():
            start = min(start, index)
        elif start < index:
            blocks.append((start + 1, lines[start:index]))
            start = len(lines)
    return [
        (number, block)
        for number, block in blocks
        if (number > 1 and not re.match(r"(NOTE|STYLE|REGION)\b", block[0])) or "-->" in block[0]
    ]


def _cue(number: int, block: list[str]) -> Cue | CaptionFault | None:
    at = 0 if "-->" in block[0] else 1
    line = number + at
    if at >= len(block):
        return CaptionFault(number, "timing", block[0])
    match = TIMING.fullmatch(block[at].strip())
    start, end = (_milliseconds(match["start"]), _milliseconds(match["end"])) if match else (None, None)
    if start is None or end is None:
        return CaptionFault(line, "timing", block[at])
    return Cue(start, end, _words(block[at + 1 :]), line)


def _milliseconds(stamp: str) -> int | None:
    if not (match := STAMP.fullmatch(stamp)):
        return None
    hours, minutes, seconds, fraction = (int(part or 0) for part in match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction


def _words(lines: list[str]) -> str:
    return html.unescape(TAG.sub("", " ".join(line.strip() for line in lines))).strip()


def _misplaced(cue: Cue, before: Cue | None) -> list[CaptionFault]:
    faults = []
    if cue.end_ms <= cue.start_ms:
        faults.append(CaptionFault(cue.line, "backward"))
    if before and cue.start_ms < before.start_ms:
        faults.append(CaptionFault(cue.line, "order"))
    if not cue.text:
        faults.append(CaptionFault(cue.line, "empty"))
    return faults
