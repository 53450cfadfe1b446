"""The ledger of credit, and whose it is."""

from credence.credit.models.identity import AwardNumber, CaseParty, Identity, Number, NumberCase
from credence.credit.models.ledger import (
    Award,
    Certificate,
    Correction,
    Proposal,
    Reinstatement,
    Revocation,
    StepTaken,
)

__all__ = [
    "Award",
    "AwardNumber",
    "CaseParty",
    "Certificate",
    "Correction",
    "Identity",
    "Number",
    "NumberCase",
    "Proposal",
    "Reinstatement",
    "Revocation",
    "StepTaken",
]
