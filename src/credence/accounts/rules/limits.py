"""How often something may be tried: one table for the whole site, each row with its reason.

A try is counted by whom it concerns (an account, or a name or address that was typed), by where it comes from, or by
both together. Windows are fixed: what is refused lasts until its window ends, and further tries do not lengthen it.
Limits by place are wide, for a hospital stands behind one address; those by person are what stops somebody who guesses.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

MINUTE, HOUR = 60, 3_600
PREFIX = 64
"""Bits of an IPv6 address that stand for one customer: each has 2^64 addresses at hand (RFC 6177)."""


class By(StrEnum):
    """What tries are counted by."""

    PERSON = "person"
    PLACE = "place"
    BOTH = "both"


@dataclass(frozen=True)
class Limit:
    """At most `most` tries in each window of `seconds`."""

    by: By
    most: int
    seconds: int

    def window_of(self, moment: dt.datetime) -> int:
        """Return the number of the window in which a moment lies."""
        return int(moment.timestamp()) // self.seconds

    def end_of(self, window: int) -> dt.datetime:
        """Return when a window is over."""
        return dt.datetime.fromtimestamp((window + 1) * self.seconds, tz=dt.UTC)


LIMITS: Mapping[str, tuple[Limit, ...]] = {
    # A password of ten letters is not found at a hundred tries an hour, and whoever mistypes gets in.
    "sign-in": (Limit(By.BOTH, 10, 10 * MINUTE), Limit(By.PERSON, 100, HOUR), Limit(By.PLACE, 300, 10 * MINUTE)),
    # A code of six digits that changes every half minute.
    "second-factor": (Limit(By.PERSON, 10, 10 * MINUTE),),
    "reauthenticate": (Limit(By.PERSON, 10, 10 * MINUTE),),
    # Each writes a letter to an address that somebody typed.
    "register": (Limit(By.PERSON, 5, HOUR), Limit(By.PLACE, 60, 10 * MINUTE)),
    "confirm-registration": (Limit(By.PERSON, 10, 10 * MINUTE), Limit(By.PLACE, 100, 10 * MINUTE)),
    "password-reset": (Limit(By.PERSON, 5, HOUR), Limit(By.PLACE, 60, 10 * MINUTE)),
    "change-address": (Limit(By.PERSON, 10, HOUR),),
    "support": (Limit(By.PERSON, 5, HOUR), Limit(By.PLACE, 60, HOUR)),
    "change-password": (Limit(By.PERSON, 10, HOUR),),
    "invitation": (Limit(By.PLACE, 60, 10 * MINUTE),),
    "password-reset-key": (Limit(By.PLACE, 60, 10 * MINUTE),),
    "close-account": (Limit(By.PERSON, 10, 10 * MINUTE),),
    # Long to make.
    "personal-data": (Limit(By.PERSON, 10, HOUR),),
    # A personnel office looks at many certificates; 96 bits are not guessed at any rate (accreditation rule R53).
    "verify": (Limit(By.PLACE, 60, MINUTE),),
    # Codes are short enough to be dictated, so they are guarded; each payment is a call of the gateway.
    "coupon": (Limit(By.PERSON, 10, 10 * MINUTE), Limit(By.PLACE, 100, 10 * MINUTE)),
    "pay": (Limit(By.PERSON, 10, HOUR), Limit(By.PLACE, 100, HOUR)),
    "card-key": (Limit(By.PERSON, 40, 10 * MINUTE), Limit(By.PLACE, 400, 10 * MINUTE)),
}


def place_of(address: str) -> str:
    """Return what stands for one customer at an internet address: IPv4 as it is, however written, IPv6 by its /64."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found.packed, PREFIX), strict=False).network_address)
