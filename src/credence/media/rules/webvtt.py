"""WebVTT captions: read them as browsers do, find what is wrong with them, and write them as they are shown. Pure.

Source: https://www.w3.org/TR/webvtt1/#webvtt-file-parsing
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from credence.media.rules.cue_text import CueText, cue_text

HEADER = re.compile(r"WEBVTT(?:[ \t].*)?")
ASIDE = re.compile(r"NOTE\b.*|(?:STYLE|REGION)[ \t\f]*")
"""The first line of a block that browsers do not show."""
STAMP = r"(?:(?P<{0}h>[0-9]{{1,6}}):(?=[0-9]+:))?(?P<{0}m>[0-5][0-9]):(?P<{0}s>[0-5][0-9])\.(?P<{0}f>[0-9]{{3}})"
TIMING = re.compile(
    rf"[ \t\f]*{STAMP.format('start_')}[ \t\f]*-->[ \t\f]*{STAMP.format('end_')}(?P<settings>(?:[^0-9].*)?)"
)
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
PERCENT = r"(?:100(?:\.0+)?|[0-9]{1,2}(?:\.[0-9]+)?)%"
SETTINGS = {
    "vertical": re.compile(r"rl|lr"),
    "line": re.compile(rf"(?:-?\d{{1,3}}|{PERCENT})(?:,(?:start|center|end))?"),
    "position": re.compile(rf"{PERCENT}(?:,(?:line-left|center|line-right))?"),
    "size": re.compile(PERCENT),
    "align": re.compile(r"start|center|end|left|right"),
}
"""Where a caption stands, as far as every browser heeds it; regions are not among that."""


@dataclass(frozen=True)
class Cue:
    """One caption: times in milliseconds, its words in lines and without marks, and the line of its timing."""

    start_ms: int
    end_ms: int
    text: str
    line: int


@dataclass(frozen=True)
class CaptionFault:
    """What is wrong on which line. Codes: header, timing, order, backward, empty, none, marks, control.

    One that `warns` stands in nobody's way.
    """

    line: int
    code: str
    text: str = ""
    warns: bool = False


@dataclass(frozen=True)
class Captions:
    """What a file holds: its captions, all that is wrong with it, and the file as it is kept and shown.

    `shown` says the same captions to every browser and player, and reads as `cues` again.
    """

    cues: tuple[Cue, ...]
    faults: tuple[CaptionFault, ...]
    shown: str


@dataclass(frozen=True)
class _Block:
    """Lines between empty ones: the number of the first, and which of them is a timing."""

    number: int
    lines: list[str]
    timing: int | None


@dataclass(frozen=True)
class _Shown:
    cue: Cue
    settings: str
    marked: str


def read(source: str) -> Captions:
    """Return what a WebVTT file says in a browser, and all that is wrong with it."""
    lines = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not HEADER.fullmatch(lines[0]):
        return Captions((), (CaptionFault(1, "header"),), "")
    shown: list[_Shown] = []
    faults = [CaptionFault(number, "control") for number, line in enumerate(lines, 1) if CONTROL.search(line)]
    for block in _blocks(lines):
        for found in _told(block, shown[-1].cue if shown else None):
            if isinstance(found, _Shown):
                shown.append(found)
            else:
                faults.append(found)
    if not shown and all(fault.warns for fault in faults):
        faults.append(CaptionFault(1, "none"))
    return Captions(tuple(each.cue for each in shown), tuple(faults), _written(shown))


def stamp(milliseconds: int) -> str:
    """Write a moment as WebVTT does: 61500 is "00:01:01.500"."""
    seconds, fraction = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{fraction:03}"


def _blocks(lines: list[str]) -> Iterator[_Block]:
    """Yield what stands between empty lines, after the header, which an empty line or a timing ends."""
    at = next((at for at, line in enumerate(lines) if at and (not line or "-->" in line)), len(lines))
    while at < len(lines):
        if lines[at]:
            block = _block(lines, at)
            yield block
            at += len(block.lines)
        else:
            at += 1


def _block(lines: list[str], first: int) -> _Block:
    """Return the block that begins at a line. A timing after its second line, or after another, begins a new one."""
    timing, at = None, first
    while at < len(lines) and lines[at]:
        if "-->" in lines[at]:
            if at > first and (at > first + 1 or timing is not None):
                break
            timing = at - first
        at += 1
    return _Block(first + 1, lines[first:at], timing)


def _told(block: _Block, before: Cue | None) -> Iterator[_Shown | CaptionFault]:
    """Yield the caption of a block and what is wrong with it: words that no browser shows are a fault."""
    if not block.timing and (ASIDE.fullmatch(block.lines[0]) or not "".join(block.lines).strip()):
        return
    if block.timing is None:
        at = min(1, len(block.lines) - 1)
        yield CaptionFault(block.number + at, "timing", block.lines[at])
    elif match := TIMING.fullmatch(block.lines[block.timing]):
        text = cue_text("\n".join(block.lines[block.timing + 1 :]))
        yield from _caption(match, text, block.number + block.timing, before)
    else:
        yield CaptionFault(block.number + block.timing, "timing", block.lines[block.timing])


def _caption(match: re.Match[str], text: CueText, line: int, before: Cue | None) -> Iterator[_Shown | CaptionFault]:
    cue = Cue(_milliseconds(match, "start_"), _milliseconds(match, "end_"), text.words, line)
    yield from _misplaced(cue, before)
    yield from (CaptionFault(line + 1 + down, "marks", lost) for down, lost in text.lost)
    if cue.text:
        yield _Shown(cue, _kept(match["settings"]), text.marked)


def _milliseconds(match: re.Match[str], side: str) -> int:
    hours, minutes, seconds, fraction = (int(match[f"{side}{part}"] or 0) for part in "hmsf")
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction


def _misplaced(cue: Cue, before: Cue | None) -> Iterator[CaptionFault]:
    if cue.end_ms <= cue.start_ms:
        yield CaptionFault(cue.line, "backward")
    if before and cue.start_ms < before.start_ms:
        yield CaptionFault(cue.line, "order")
    if not cue.text:
        yield CaptionFault(cue.line, "empty", warns=True)


def _kept(settings: str) -> str:
    """Return the settings that browsers heed, the last of each kind."""
    given = (each.partition(":")[::2] for each in settings.split())
    found = {name: value for name, value in given if name in SETTINGS and SETTINGS[name].fullmatch(value)}
    return "".join(f" {name}:{found[name]}" for name in SETTINGS if name in found)


def _written(shown: list[_Shown]) -> str:
    blocks = (
        f"\n{stamp(each.cue.start_ms)} --> {stamp(each.cue.end_ms)}{each.settings}\n{each.marked}\n" for each in shown
    )
    return "".join(["WEBVTT\n", *blocks])
