"""By what a text is found: folded, from the beginning of each of its words."""

from credence.kit.text import APOSTROPHES, folded

LONGEST = 60
"""So much of a text is kept to find it by."""
PARTED = dict.fromkeys(APOSTROPHES, " ")


def together(text: str) -> str:
    """Return a text folded and as one word, as it is compared.

    >>> together("de Castro")
    'decastro'
    """
    return folded(text).replace(" ", "")[:LONGEST]


def beginnings(text: str, after: str = "") -> set[str]:
    """Return what somebody may begin with who looks for `text`: each of its words, run on to the end of `after`.

    >>> sorted(beginnings("Ann O'Brien-Lee"))
    ['annobrienlee', 'brienlee', 'lee', 'obrienlee']
    """
    words, rest = folded(text.translate(PARTED)).split(), together(after)
    return {("".join(words[at:]) + rest)[:LONGEST] for at in range(len(words))}
