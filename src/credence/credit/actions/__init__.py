"""Award credit once, document it for ever, and take it back or correct it only with a name and a reason."""

from credence.credit.actions.awarding import (
    AlreadyAwarded,
    AwardRefused,
    ClaimRefused,
    NotDue,
    NotOffered,
    award,
)
from credence.credit.actions.changing import (
    AlreadyRevoked,
    ChangeRefused,
    NotComposed,
    NothingToCorrect,
    ReasonMissing,
    reissue,
    revoke,
)
from credence.credit.actions.drawing import (
    GRACE,
    complete_certificate,
    complete_missing_certificates,
    try_to_complete,
)

__all__ = [
    "GRACE",
    "AlreadyAwarded",
    "AlreadyRevoked",
    "AwardRefused",
    "ChangeRefused",
    "ClaimRefused",
    "NotComposed",
    "NotDue",
    "NotOffered",
    "NothingToCorrect",
    "ReasonMissing",
    "award",
    "complete_certificate",
    "complete_missing_certificates",
    "reissue",
    "revoke",
    "try_to_complete",
]
