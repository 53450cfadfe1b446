"""The closed lists of the ledger."""

from enum import StrEnum


class Status(StrEnum):
    """Whether a certificate can be relied on."""

    VALID = "valid"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
