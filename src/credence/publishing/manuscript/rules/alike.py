"""When two texts say the same but for their dress."""

import unicodedata

from credence.kit.text import normal

LOOK_ALIKE = str.maketrans("аеорсухіѕјο‐‑–—−", "aeopcyxisjo-----")
"""Letters of other scripts that nobody tells from ours, and dashes."""
SEPARATORS = frozenset(".,-–:/")
"""They count between or before digits: 1.5 is not 15, and -5 not 5."""
DROPPED = frozenset(".,;:!?\"'`*_()[]{}…-–—‐‑“”„‘’«»¿¡")


def folded(text: str) -> str:
    """Return a text without capitals, punctuation and more than single blanks.

    >>> folded("  Give **epinephrine** (0.5 mg), now!")
    'give epinephrine 0.5 mg now'
    """
    plain = normal(unicodedata.normalize("NFKC", text)).casefold().translate(LOOK_ALIKE)
    kept = (letter if _counts(plain, at) else " " for at, letter in enumerate(plain))
    return " ".join("".join(kept).split()) or " ".join(plain.split())


def _counts(text: str, at: int) -> bool:
    if text[at] not in DROPPED:
        return True
    return text[at] in SEPARATORS and text[at + 1 : at + 2].isdigit()
