"""Organizations by their names: the same one however it is written (R13, R15)."""

from credence.kit.text import folded as folded_words

LEGAL_FORMS = frozenset(
    {
        *("inc", "incorporated", "corp", "corporation", "co", "company", "llc", "llp", "lp", "ltd", "limited", "plc"),
        *("gmbh", "ag", "kg", "kgaa", "se", "sa", "sas", "sarl", "spa", "srl", "nv", "bv", "ab", "as", "oy", "aps"),
        *("pty", "pvt", "kk", "holding", "holdings", "group", "usa", "us"),
    }
)
"""What stands behind a name and says only how or where the organization is registered."""


def folded(name: str) -> str:
    """Return the name by which an organization is known again: without case, accents, signs and legal form.

    >>> folded("The Acme Imaging Co., Inc.") == folded("ACME IMAGING")
    True
    """
    words = folded_words(name.replace("&", " and ").replace(".", "")).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and (words[-1] in LEGAL_FORMS or words[-1] == "and"):
        words = words[:-1]
    return " ".join(words)
