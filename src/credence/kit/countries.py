"""The countries of the world: their codes (ISO 3166-1), and their names in the reader's language (CLDR, by Babel)."""

from functools import cache

from babel import Locale
from babel.core import get_global

FIRST = "US"
NO_COUNTRY = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
"""Codes of the Unicode consortium to which no bill is sent."""
OF_THE_UNION = {"EL": "GR"}
"""What the European Union writes otherwise: https://style-guide.europa.eu/en/content/-/isg/topic?identifier=7.1.1."""


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Return the two letters and the name of each country; the United States first, the others in their order."""
    names = Locale.parse(language, sep="-").territories
    real = {code: name for code, name in names.items() if len(code) == 2 and code.isalpha()}
    rest = {code: name for code, name in real.items() if code not in NO_COUNTRY and code != FIRST}
    return ((FIRST, real[FIRST]), *sorted(rest.items(), key=lambda each: each[1].casefold()))


@cache
def code_of(text: str) -> str:
    """Return the code of the country that `text` stands for as a code, of old or by another list; "" if it is none.

    >>> code_of("us"), code_of("UK"), code_of("XX")
    ('US', 'GB', '')
    """
    code = text.strip().upper()
    others = get_global("territory_aliases").get(code, [])
    named = others[0] if len(others) == 1 else OF_THE_UNION.get(code, code)
    return named if named in dict(countries("en")) else ""
