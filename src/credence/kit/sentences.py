"""Sentences with what was seen put into them, as the reader's language writes it."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.functional import Promise


def filled(sentence: Promise | str, data: Mapping[str, Any]) -> str:
    """Return `sentence` with `data` in its places, each value as people read it."""
    return str(sentence) % {name: as_read(value) for name, value in data.items()}


def as_read(value: Any) -> str:
    """Return a value as it stands in a sentence.

    Days, moments and figures are written as the reader's language writes them, what is several is separated by
    commas, and anything else stands as it is.
    """
    if isinstance(value, dt.datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, dt.date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, Decimal):
        return formats.number_format(Decimal(f"{value.normalize():f}"))
    if isinstance(value, int) and not isinstance(value, bool):
        return formats.number_format(value, force_grouping=True)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(as_read(each) for each in value)
    return str(value)
