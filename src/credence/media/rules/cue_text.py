"""The words of a caption, told from its marks as browsers do. Pure.

Source: https://www.w3.org/TR/webvtt1/#cue-text-parsing-rules
"""

import html
import re
from dataclasses import dataclass

from credence.kit.text import normal, normal_lines

TOKEN = re.compile(r"<(?P<tag>[^>]*)(?P<end>>|\Z)|(?P<words>[^<]+)")
START = re.compile(r"(?P<name>[^\t\n\f .]*)(?:\.[^\t\n\f .]*)*(?:[\t\n\f ](?P<said>.*))?", re.DOTALL)
STAMP = re.compile(r"(?:[0-9]+:(?=[0-9]+:))?[0-5][0-9]:[0-5][0-9]\.[0-9]{3}")
EMPHASIS = frozenset({"b", "i", "u"})
MARKS = EMPHASIS | {"c", "v", "lang", "ruby", "rt"}
NAMED = frozenset({"v", "lang"})
"""The marks that hold words of their own: a speaker, a language."""
BLANKS = re.compile(r"[ \t\f]+")
DIRECTION = re.compile("([\u061c\u200e\u200f])")
"""Marks that say which way words run, which captions may hold: Arabic letter, left to right, right to left."""


@dataclass(frozen=True)
class CueText:
    """A caption as it is shown, in lines: its words, and the same with what is bold, italic or underlined.

    `lost` is what browsers would take for marks and not show, each with the number of lines before it.
    """

    words: str
    marked: str
    lost: tuple[tuple[int, str], ...]


def cue_text(source: str) -> CueText:
    """Return what a caption says: who speaks stands before the words, the reading of a character behind it.

    >>> cue_text("<v Chen>Don&#39;t <b>wait</b>.")
    CueText(words="Chen: Don't wait.", marked="Chen: Don't <b>wait</b>.", lost=())
    >>> cue_text("Stop at <30, not >60.").lost
    ((0, '<30, not >'),)
    """
    words, lost = _Words(), list[tuple[int, str]]()
    for token in TOKEN.finditer(source):
        if token["words"]:
            words.say(_cleaned(html.unescape(token["words"])))
        elif not (token["end"] and _is_mark(token["tag"])):
            lost.append((source.count("\n", 0, token.start()), " ".join(token[0].split())))
        elif token["tag"].startswith("/"):
            words.close(token["tag"][1:])
        else:
            words.open(token["tag"])
    return words.told(tuple(lost))


def _cleaned(words: str) -> str:
    return "".join(part if DIRECTION.match(part) else normal_lines(part) for part in DIRECTION.split(words))


def _is_mark(tag: str) -> bool:
    """Whether browsers lose no words with a tag: one of the standard's marks, its end, or a moment."""
    if tag[:1].isdigit():
        return STAMP.fullmatch(tag) is not None
    if tag.startswith("/"):
        return tag[1:] in MARKS
    start = START.fullmatch(tag)
    if start is None or start["name"] not in MARKS:
        return False
    return start["name"] in NAMED or not (start["said"] or "").strip()


class _Words:
    """The words as they are read, plain and marked."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.marked: list[str] = []
        self.emphasis: list[str] = []
        self.speaker = self.named = ""
        self.is_ruby = self.is_reading = False

    def say(self, words: str) -> None:
        said = words.lstrip()
        if self.speaker and said:
            self._add_words(words.removesuffix(said))
            self._name(said)
            words = said
        self._add_words(words)

    def open(self, tag: str) -> None:
        if not (start := START.fullmatch(tag)) or tag[:1].isdigit():
            return
        name, said = start["name"], normal(html.unescape(start["said"] or ""))
        if name in EMPHASIS:
            self.emphasis.append(name)
            self._add("", f"<{name}>")
        elif name == "v":
            self.speaker = said if said != self.named else ""
        elif name == "ruby":
            self.is_ruby = True
        elif name == "rt" and self.is_ruby:
            self.is_reading = True
            self._add("(", "(")

    def close(self, name: str) -> None:
        if self.emphasis[-1:] == [name]:
            self.emphasis.pop()
            self._add("", f"</{name}>")
        elif name == "v":
            self.speaker = ""
        elif name in {"rt", "ruby"}:
            self._end_reading()
            self.is_ruby = self.is_ruby and name == "rt"

    def told(self, lost: tuple[tuple[int, str], ...]) -> CueText:
        self._end_reading()
        for name in reversed(self.emphasis):
            self._add("", f"</{name}>")
        marked = in_lines("".join(self.marked)).replace(">\n", "> \n")
        return CueText(in_lines("".join(self.plain)), marked, lost)

    def _name(self, said: str) -> None:
        """Say who speaks, on a new line, unless the words do."""
        if not said.casefold().startswith(f"{self.speaker}:".casefold()):
            self._add_words("\n" * bool("".join(self.plain).strip(" ")) + f"{self.speaker}: ")
        self.named, self.speaker = self.speaker, ""

    def _add_words(self, words: str) -> None:
        self._add(words, html.escape(words, quote=False))

    def _end_reading(self) -> None:
        if self.is_reading:
            self._add(")", ")")
        self.is_reading = False

    def _add(self, plain: str, marked: str) -> None:
        self.plain.append(plain)
        self.marked.append(marked)


def in_lines(text: str) -> str:
    """Return a text without blanks at the ends of its lines, doubled ones, and lines without words."""
    lines = (BLANKS.sub(" ", line).strip(" ") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
