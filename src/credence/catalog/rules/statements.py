"""The texts that providers must print: only what stands in square brackets is filled in (R17)."""

import datetime as dt
import html
import re
from collections.abc import Mapping
from dataclasses import fields

from credence.catalog.rules.approval import Approval

BRACKET = re.compile(r"\[([^\[\]]+)\]")
UNPAIRED = re.compile(r"\[[^\[\]]*\]?|\]")
TRADEMARK = re.compile(r"AMA PRA Category 1 Credits?(?:\(s\))?")

AWARDS_AMA_CREDIT = re.compile(
    r"\baward(?:s|ed|ing)?\b(?:(?!\.\s).)*AMA PRA Category 1"
    r"|\b(?:earn(?:s|ed|ing)?|receiv(?:e|es|ed|ing)|grant(?:s|ed|ing)?|credited)\b"
    r"(?:(?!\.\s|designated|certified for).)*AMA PRA Category 1"
    r"|AMA PRA Category 1 Credit(?:s|\(s\))?™?\s+(?:(?:is|are|was|were|has|have|been|hereby)\s+)+"
    r"(?:awarded|earned|received|granted|credited)",
    re.IGNORECASE | re.DOTALL,
)

OF_A_COURSE = frozenset({"provider", "joint_provider", "learning_format", "title"})
"""What may stand in brackets where no one credit is spoken of."""
OF_A_CREDIT = frozenset({"credits", "valid_from", "valid_to", *(each.name for each in fields(Approval))})
PLACEHOLDERS = {
    **{name.replace("_", " "): name for name in OF_A_COURSE | OF_A_CREDIT},
    "name of accredited provider": "provider",
    "name of accredited cme provider": "provider",
    "name of nonaccredited provider": "joint_provider",
    "number of credits": "credits",
    "title of activity": "title",
}
"""What authors write between brackets, in lower case, and the value it stands for."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def unknown_brackets(text: str) -> tuple[str, ...]:
    """Return what stands in brackets that nothing fills, on one line each."""
    return tuple(" ".join(name.split()) for name in BRACKET.findall(text) if _canonical(name) not in PLACEHOLDERS)


def stray_brackets(text: str) -> int:
    """Return how many brackets are empty, or open or close nothing: they would be printed as they stand."""
    return len(UNPAIRED.findall(BRACKET.sub("", text)))


def brackets_in(text: str) -> frozenset[str]:
    """Return the names of the values that a text asks for."""
    return frozenset(PLACEHOLDERS[name] for each in BRACKET.findall(text) if (name := _canonical(each)) in PLACEHOLDERS)


def names_partner(text: str) -> bool:
    """Return whether a text asks for the name of who provides a course jointly (R14)."""
    return "joint_provider" in brackets_in(text)


def awards_ama_credit(text: str) -> bool:
    """Return whether a text reads as if AMA credit was awarded: such a text is for physicians only (R40).

    >>> awards_ama_credit("participated in an activity designated for 1 AMA PRA Category 1 Credit™")
    False
    """
    return AWARDS_AMA_CREDIT.search(text) is not None


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with its brackets filled and nothing else changed (R17).

    Raises:
        KeyError: a bracket asks for what `values` does not hold, or for nothing known.
    """
    return BRACKET.sub(lambda match: values[PLACEHOLDERS[_canonical(match[1])]], text)


def day_in_words(day: dt.date) -> str:
    """Return a day as American statements write it.

    >>> day_in_words(dt.date(2026, 7, 2))
    'July 2, 2026'
    """
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def to_html(text: str) -> str:
    """Return a filled text as paragraphs, with the AMA's phrase in italics (R17)."""
    paragraphs = [re.sub(r"\s*\n\s*", " ", part).strip() for part in re.split(r"\n\s*\n", text.strip())]
    marked = (TRADEMARK.sub(r"<em>\g<0></em>", html.escape(part, quote=False)) for part in paragraphs)
    return "".join(f"<p>{part}</p>" for part in marked)


def _canonical(name: str) -> str:
    return " ".join(name.lower().split())
