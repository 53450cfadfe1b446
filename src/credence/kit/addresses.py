"""What an e-mail address is, so that no two spellings of one are two."""

import re

import idna

from credence.kit.text import normal

LONGEST = 254
"""Source: https://www.rfc-editor.org/errata/eid1690 (RFC 3696)."""
BEFORE_THE_AT = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
AFTER_THE_AT = re.compile(r"[A-Za-z0-9]+(?:[.-]+[A-Za-z0-9]+)*")


def normal_address(text: str) -> str | None:
    """Return an address as it is stored and looked for, None where `text` is none that we write to.

    Letters are small. Before the @ they are those of ASCII: others that some system takes for one of them, as "ı" is
    for "i" or "ſ" for "s", made two accounts of one mailbox. A domain in other letters is stored as mail servers know
    it, in Punycode.

    Source: https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2, https://www.unicode.org/reports/tr46/

    >>> normal_address(" Ana@Exämple.ORG ")
    'ana@xn--exmple-cua.org'
    >>> normal_address("vıctim@example.org") is None
    True
    """
    local, _, domain = normal(text).rpartition("@")
    host = _host(domain)
    if not local.isascii() or not BEFORE_THE_AT.fullmatch(local.lower()) or host is None:
        return None
    address = f"{local}@{host}".lower()
    return address if len(address) <= LONGEST else None


def _host(domain: str) -> str | None:
    try:
        host = domain if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return None
    return host if AFTER_THE_AT.fullmatch(host) else None
