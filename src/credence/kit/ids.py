"""Identifiers that nobody can guess or count upward."""

import re
import secrets
import unicodedata
from html import unescape
from itertools import islice
from urllib.parse import unquote

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud and typed from paper
LETTERS, GROUP = 20, 5
OTHER_LETTER = re.compile(rf"(?![{CODE_ALPHABET}])[^\W_]")
SIGN = re.compile(r"[\W_]")
LONGEST_PASTED, MOST_CODES = 10_000, 200


def public_id() -> str:
    """Return 22 URL-safe characters holding 128 random bits."""
    return secrets.token_urlsafe(16)


def verification_code() -> str:
    """Return a code of 20 characters from an alphabet of 30, 98 random bits, in groups of five.

    >>> len(verification_code())
    23
    """
    return _grouped("".join(secrets.choice(CODE_ALPHABET) for _ in range(LETTERS)))


def codes_in(text: str) -> tuple[str, ...]:
    """Return what may be a verification code in whatever was pasted: a letter, a link, a code without its hyphens.

    Case, blanks, line ends, dashes of any kind and marks around do not matter. Where letters before a code run into it,
    each way to read it is given; a code has so many random bits that no wrong one is ever somebody's.

    >>> codes_in("(abcde-fghjk\\u2013mnpqr stvwx)")
    ('ABCDE-FGHJK-MNPQR-STVWX',)
    """
    plain = unicodedata.normalize("NFKC", unquote(unescape(text[:LONGEST_PASTED]))).upper()
    seen = "".join(each for each in plain if unicodedata.category(each) not in {"Cf", "Mn"})
    runs = [SIGN.sub("", run) for run in OTHER_LETTER.split(seen)]
    found = (run[at : at + LETTERS] for run in runs for at in range(len(run) - LETTERS + 1))
    return tuple(islice(dict.fromkeys(map(_grouped, found)), MOST_CODES))


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + GROUP] for start in range(0, LETTERS, GROUP))
