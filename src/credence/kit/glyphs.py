"""Which characters the shipped fonts can draw, and what stands in for the others."""

import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import fontpkg_amiri
import fontpkg_eb_garamond
from fontTools.ttLib import TTFont

from credence.kit.once import once

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
ZWNJ, ZWJ = "\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}"
JOINERS = frozenset({ZWNJ, ZWJ})
BREAK = "\N{ZERO WIDTH SPACE}"
FACE_FOLDER, NASKH_FOLDER = (Path(str(each.__file__)).parent for each in (fontpkg_eb_garamond, fontpkg_amiri))
NOTO_FOLDER = Path(sys.prefix) / "share" / "credence-fonts"
"""Where `script/lay-fonts` lays the faces that no Python package brings."""

FOLDERS = (FACE_FOLDER, NASKH_FOLDER, NOTO_FOLDER)
MARKS_A_LETTER = 3
LONGEST_WORD = 40

FACE = "EB Garamond"
NASKH = "Amiri"
NOTO = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Gurmukhi",
    "Noto Sans Gujarati",
    "Noto Sans Oriya",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Kannada",
    "Noto Sans Malayalam",
    "Noto Sans Sinhala",
    "Noto Sans Thai",
    "Noto Sans Lao",
    "Noto Sans Khmer",
    "Noto Sans Myanmar",
    "Noto Sans Armenian",
    "Noto Sans Georgian",
    "Noto Sans Ethiopic",
    "Noto Emoji",
    "Noto Sans Symbols",
)
HAN = {
    "SC": ("Noto Sans SC", "Noto Sans TC", "Noto Sans JP", "Noto Sans KR"),
    "JP": ("Noto Sans JP", "Noto Sans SC", "Noto Sans TC", "Noto Sans KR"),
    "KR": ("Noto Sans KR", "Noto Sans SC", "Noto Sans TC", "Noto Sans JP"),
}
"""The faces of Chinese, Japanese and Korean by the region whose forms come first; each draws what others lack."""

KANA = ("\N{HIRAGANA LETTER SMALL A}", "\N{KATAKANA LETTER VO}")
HANGUL = ("\N{HANGUL SYLLABLE GA}", "\N{HANGUL SYLLABLE HIH}")

# Cf characters that are drawn (signs before Arabic and Syriac numbers), and letters that are drawn as nothing.
DRAWN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")
BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\ufe0e\ufe0f")


@lru_cache(maxsize=2_000)
def drawable(text: str) -> str:
    """Return `text` with every character replaced that no shipped font draws.

    Line breaks and tabs become spaces, control characters and direction overrides vanish, marks beyond
    three on one letter are left out, and U+FFFD stands for what has no glyph. What is not blank stays not blank.
    Paragraphs (blank lines) are kept. Most of what a document says, others say as well, so it is looked at once.
    """
    paragraphs = [_line(paragraph) for paragraph in _encodable(text).replace("\r\n", "\n").split("\n\n")]
    return "\n\n".join(paragraphs) if _visible("".join(paragraphs)) or not text else REPLACEMENT


def plain(text: str) -> str:
    """Return `text` in the main face alone and without marks: the last resort if a document cannot be set."""
    face = _coverage()[FACE]
    letters = (
        letter
        for letter in drawable(text)
        if letter not in JOINERS | {BREAK} and unicodedata.category(letter)[0] != "M"
    )
    return "".join(letter if letter == "\n" or ord(letter) in face else REPLACEMENT for letter in letters)


def breakable(text: str, longest: int = LONGEST_WORD) -> str:
    """Return `text` with chances to break inside words of more than `longest` letters without a hyphen."""
    return " ".join(_broken(word, longest) for word in text.split(" "))


def is_faithful(text: str) -> bool:
    """Whether `text` is drawn as it was written: nothing visible was replaced or left out."""
    return _visible(drawable(text)) == _visible(unicodedata.normalize("NFC", text))


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs right to left."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


def has_right_to_left(text: str) -> bool:
    """Whether any letter of `text` runs right to left."""
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)


def is_copied_whole(text: str) -> bool:
    """Whether readers give a drawn text back as it is: none does so with marks and joiners among letters that run
    right to left, as in vocalized Arabic, Persian and pointed Hebrew.
    """
    composed = unicodedata.normalize("NFC", text)
    is_marked = any(letter in JOINERS or unicodedata.category(letter)[0] == "M" for letter in composed)
    return not (is_marked and has_right_to_left(composed))


def families_for(texts: Iterable[str]) -> list[str]:
    """Return the families in the order in which a letter looks for its glyph; kana and hangul choose the Han forms."""
    written = "".join(texts)
    if any(KANA[0] <= letter <= KANA[1] for letter in written):
        region = "JP"
    elif any(HANGUL[0] <= letter <= HANGUL[1] for letter in written):
        region = "KR"
    else:
        region = "SC"
    return [FACE, NASKH, *NOTO, *HAN[region]]


def _visible(text: str) -> str:
    return "".join(
        letter for letter in text if letter not in JOINERS | {BREAK} and not letter.isspace() and not _vanishes(letter)
    )


def _encodable(text: str) -> str:
    return "".join(REPLACEMENT if "\ud800" <= letter <= "\udfff" else letter for letter in text)


def _line(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(letter for letter in composed if letter.isspace() or not _vanishes(letter))
    kept = " ".join(seen.split())
    return "".join(_joined([_covered(letter) for letter in _letters(kept)])).strip()


def _vanishes(letter: str) -> bool:
    if letter in BLANKS:
        return True
    category = unicodedata.category(letter)
    return category == "Cc" or (category == "Cf" and letter not in JOINERS | DRAWN_FORMATS | {BREAK})


def _letters(text: str) -> Iterator[str]:
    """Yield each base character with the marks that follow it; joiners stand alone."""
    cluster = ""
    for character in text:
        if cluster and cluster not in JOINERS | {BREAK} and unicodedata.category(character).startswith("M"):
            cluster += character
            continue
        if cluster:
            yield cluster
        cluster = character
    if cluster:
        yield cluster


def _covered(letter: str) -> str:
    if letter in JOINERS or letter == BREAK:
        return letter
    marked = letter[: 1 + MARKS_A_LETTER]
    if _family(marked):
        return marked
    return letter[0] if _family(letter[0]) else REPLACEMENT


def _joined(letters: list[str]) -> Iterator[str]:
    """Yield the letters, and a joiner only between two letters of one family."""
    for before, letter, after in zip(["", *letters], letters, [*letters[1:], ""], strict=False):
        if letter not in JOINERS or (before and after and _family(before) == _family(after) != ""):
            yield letter


@lru_cache(maxsize=10_000)
def _family(letter: str) -> str:
    """Return the first family that draws the whole letter, or nothing."""
    codes = [ord(character) for character in letter if character not in JOINERS]
    return next((name for name, covered in _coverage().items() if covered.issuperset(codes)), "")


def _broken(word: str, longest: int) -> str:
    if all(len(part) <= longest for part in word.split("-")):
        return word
    letters = [BREAK + letter if letter not in JOINERS else letter for letter in _letters(word)]
    return "".join(letters).replace(ZWJ + BREAK, ZWJ).replace(ZWNJ + BREAK, ZWNJ).removeprefix(BREAK)


@once
def _coverage() -> dict[str, frozenset[int]]:
    upright, italic = (FACE_FOLDER / "files" / f"EBGaramond{style}[wght].ttf" for style in ("", "-Italic"))
    return {
        FACE: _characters(upright) & _characters(italic),
        NASKH: _characters(NASKH_FOLDER / "files" / "Amiri-Regular.ttf"),
        **{name: _characters(NOTO_FOLDER / f"{name.replace(' ', '')}_400Regular.ttf") for name in (*NOTO, *HAN["SC"])},
    }


def _characters(file: Path) -> frozenset[int]:
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())
