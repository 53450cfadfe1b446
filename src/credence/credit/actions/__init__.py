"""Award credit once, document it for ever, and take it back or correct it only with a name and a reason."""

from credence.credit.actions.awarding import (
    AlreadyAwarded,
    AwardRefused,
    ClaimRefused,
    NotDue,
    NotOffered,
    NumberHeld,
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
from credence.credit.actions.numbering import NumberTakenBack, note_numbers
from credence.credit.actions.second_person import (
    AlreadyProposed,
    AmountRefused,
    HeldElsewhere,
    NotAwaiting,
    NotRevoked,
    SamePerson,
    confirm_correction,
    confirm_reinstatement,
    decline,
    propose_correction,
    propose_reinstatement,
)

__all__ = [
    "GRACE",
    "AlreadyAwarded",
    "AlreadyProposed",
    "AlreadyRevoked",
    "AmountRefused",
    "AwardRefused",
    "ChangeRefused",
    "ClaimRefused",
    "HeldElsewhere",
    "NotAwaiting",
    "NotComposed",
    "NotDue",
    "NotOffered",
    "NotRevoked",
    "NothingToCorrect",
    "NumberHeld",
    "NumberTakenBack",
    "ReasonMissing",
    "SamePerson",
    "award",
    "complete_certificate",
    "complete_missing_certificates",
    "confirm_correction",
    "confirm_reinstatement",
    "decline",
    "note_numbers",
    "propose_correction",
    "propose_reinstatement",
    "reissue",
    "revoke",
    "try_to_complete",
]
