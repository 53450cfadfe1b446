"""The countries of the world, by the names of the reader's language."""

from functools import cache

from babel import Locale

FIRST = "US"
NO_COUNTRY = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
"""Codes of the Unicode consortium to which no bill is sent."""


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Return the two letters and the name of each country; the United States first, the others in their order."""
    names = Locale.parse(language, sep="-").territories
    real = {code: name for code, name in names.items() if len(code) == 2 and code.isalpha()}
    rest = {code: name for code, name in real.items() if code not in NO_COUNTRY and code != FIRST}
    return ((FIRST, real[FIRST]), *sorted(rest.items(), key=lambda each: each[1].casefold()))
