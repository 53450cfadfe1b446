"""Text that people wrote: made normal where it comes in, and safe where it is shown."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_markdown = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "strikethrough"])
SHOWN = nh3.ALLOWED_TAGS - {"img", "area", "map"}
"""What may stand on a page: nothing that is fetched from elsewhere."""

ZWNJ, ZWJ = "\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}"
VOWEL_SEPARATOR = "\N{MONGOLIAN VOWEL SEPARATOR}"
JOINERS = frozenset({ZWNJ, ZWJ, VOWEL_SEPARATOR})
JOINED_SCRIPTS = frozenset(
    {
        *("ARABIC", "SYRIAC", "MANDAIC", "NKO", "MONGOLIAN", "PHAGS-PA", "ADLAM", "HANIFI", "SOGDIAN", "MANICHAEAN"),
        *("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM"),
        *("SINHALA", "KHMER", "MYANMAR", "TIBETAN", "BALINESE", "JAVANESE", "SUNDANESE", "NEWA", "GRANTHA", "CHAKMA"),
        *("SHARADA", "TIRHUTA", "KHOJKI", "KAITHI", "MODI", "BRAHMI", "LEPCHA", "MEETEI", "SYLOTI", "TAI"),
    }
)
"""Scripts whose letters join or not by a joiner, by the first word of their letters' names in Unicode."""

VARIED = frozenset({"CJK", "MONGOLIAN", "PHAGS-PA", "MYANMAR", "MANICHAEAN"})
"""Scripts whose letters have variants that a selector chooses, by the first word of their letters' names."""
SELECTORS = ((0x180B, 0x180D), (0x180F, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
INVISIBLE = (
    *((0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x3164, 0x3164), (0xFFA0, 0xFFA0)),
    *((0x2065, 0x2065), (0xFDD0, 0xFDEF), (0xFFF0, 0xFFF8), (0xE0000, 0xE00FF), (0xE01F0, 0xE0FFF)),
)
"""Noncharacters, and what Unicode draws as nothing though it is no format character (Default_Ignorable_Code_Point)."""
BLANK_PATTERN = 0x2800
VIRAMA = 9
"""The combining class of the signs that take a consonant's vowel away."""

PLAINER = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "ĸ": "k",
        "ƚ": "l",
        "ɨ": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ŋ": "ng",
        "ə": "a",
        "ß": "ss",
        "ƒ": "f",
        "ɓ": "b",
        "ɗ": "d",
        "ƙ": "k",
    }
)
"""Letters that Unicode does not take apart, as people type them who have no key for them."""
APOSTROPHES = str.maketrans("", "", "'\u2019\u2018\u02bc\u02bb\u02b9\u02bd\u055a\u05f3\u2032`\u00b4\ua78c\uff07\uff40")
"""What stands within a name and is left out by whoever has no key for it."""


def normal(text: str) -> str:
    """Return one line of text as it is stored: composed (NFC), without what nobody sees, single blanks between words.

    Controls, format characters, surrogates, noncharacters and letters drawn as nothing are taken out. A joiner stays
    between letters of a script that needs it, and after a virama; a variation selector after what has variants.

    Source: https://www.rfc-editor.org/rfc/rfc8264#section-9 (PRECIS), https://www.rfc-editor.org/rfc/rfc5892#appendix-A
    (joiners), https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point

    >>> normal(" Jo\\u200bhn\\u00a0\\u00a0Smi\\u00adth\\n")
    'John Smith'
    """
    return " ".join(_cleaned(text.translate(_one_line)).split())


def normal_lines(text: str) -> str:
    """Return a text of several lines as it is stored: cleaned like `normal`, with its blanks, each line ended by \\n.

    A tab becomes the blanks that it stands for in Markdown, which is up to the next fourth place.

    Source: https://www.unicode.org/standard/reports/tr13/tr13-5.html (line ends), https://spec.commonmark.org/0.31.2/#tabs

    >>> normal_lines("One\\r\\n\\ttwo\\u2028three\\x00")
    'One\\n    two\\nthree'
    """
    return _cleaned(text.replace("\r\n", "\n").translate(_many_lines)).expandtabs(4)


def letters_of(text: str) -> str:
    """Return a text in small letters without accents, in plain forms (NFKD, case folded), its signs left as they are.

    Source: https://www.unicode.org/reports/tr10/#Searching, https://www.unicode.org/reports/tr15/#Norm_Forms

    >>> letters_of("Nguyễn-Łukasz Ｏ’Brien ﬁ")
    'nguyen-lukasz o’brien fi'
    """
    taken_apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(sign for sign in taken_apart if not unicodedata.combining(sign)).translate(PLAINER)
    return unicodedata.normalize("NFC", plain)


def folded(text: str) -> str:
    """Return the words of a text by which it is found: plain small letters and digits, single blanks between.

    Apostrophes are left out, and every other sign parts words. What two people type for one name is folded alike, but
    for where it is written as one word and where as two.

    >>> folded("Fernández de  Castro-O’Brien"), folded("\\uff2f\\uff07\\uff22")
    ('fernandez de castro obrien', 'ob')
    """
    return " ".join("".join(map(_foldable, letters_of(normal(text).translate(APOSTROPHES)))).split())


def _foldable(sign: str) -> str:
    """Return a letter, a mark or a digit as it is, nothing for what nobody sees, a blank for any other sign."""
    kind = unicodedata.category(sign)[0]
    return sign if kind in "LMN" else "" if kind == "C" and not sign.isspace() else " "


def markdown_to_html(source: str) -> str:
    """Return sanitised HTML for Markdown `source`: no raw HTML, no script, no picture, links that leak no referrer."""
    return nh3.clean(_markdown.render(source), tags=SHOWN)


def markdown_parts(source: str) -> tuple[list[Token], list[tuple[int, str]]]:
    """Return what Markdown `source` is made of, and line (from 0) and address of each link that it defines."""
    environment: dict[str, Any] = {}
    parts = _markdown.parse(source, environment)
    return parts, [(each["map"][0], each["href"]) for each in environment.get("references", {}).values()]


class _Kept(dict[int, str | None]):
    """What becomes of each character alone, worked out when it is first met."""

    def __init__(self, line_end: str, tab: str) -> None:
        ends = dict.fromkeys([0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029], line_end)
        super().__init__({**ends, 0x09: tab, BLANK_PATTERN: " "})

    def __missing__(self, code: int) -> str | None:
        self[code] = None if _is_taken_out(code) else chr(code)
        return self[code]


_one_line, _many_lines = _Kept(" ", " "), _Kept("\n", "\t")


def _is_taken_out(code: int) -> bool:
    if _is_in(code, INVISIBLE) or code & 0xFFFE == 0xFFFE:
        return True
    return chr(code) not in JOINERS and unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs"}


def _is_in(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)


def _cleaned(text: str) -> str:
    """Compose a text, and take joiners and selectors out where they are not needed."""
    composed = unicodedata.normalize("NFC", text)
    return composed if composed.isascii() else unicodedata.normalize("NFC", "".join(_needed(composed)))


def _needed(text: str) -> Iterator[str]:
    """Yield the characters of a composed text without joiners and selectors that say nothing where they stand."""
    before, joins = "", False
    for at, letter in enumerate(text):
        if letter in JOINERS and not (_is_joined(before, text[at + 1 : at + 2]) or (joins and letter in {ZWJ, ZWNJ})):
            continue
        if _is_in(ord(letter), SELECTORS) and not _has_variants(before):
            continue
        yield letter
        joins = unicodedata.combining(letter) == VIRAMA or (joins and unicodedata.combining(letter) > 0)
        before = letter


def _is_joined(before: str, after: str) -> bool:
    script = _script_of(before)
    return script in JOINED_SCRIPTS and _script_of(after) == script


def _script_of(letter: str) -> str:
    """Return the first word of the name of a letter or of a mark on one, nothing for other characters."""
    is_letter = letter and letter not in JOINERS and unicodedata.category(letter)[0] in "LM"
    return unicodedata.name(letter, "").partition(" ")[0] if is_letter else ""


def _has_variants(letter: str) -> bool:
    is_sign = letter and unicodedata.category(letter)[0] in "SNP"
    return bool(is_sign) or (_script_of(letter) in VARIED and not _is_in(ord(letter), SELECTORS))
