"""The rule of credit, and what is asked of a claim."""

from credence.credit.rules.claiming import ClaimFault, claim_faults
from credence.credit.rules.judging import (
    CONDITIONS,
    FINAL,
    OF_THE_CREDIT,
    OF_THE_PERSON,
    Attempt,
    Case,
    Evidence,
    Held,
    Missing,
    Shortfall,
    Showing,
    Standard,
    Verdict,
    judge,
    withdrawn,
)

__all__ = [
    "CONDITIONS",
    "FINAL",
    "OF_THE_CREDIT",
    "OF_THE_PERSON",
    "Attempt",
    "Case",
    "ClaimFault",
    "Evidence",
    "Held",
    "Missing",
    "Shortfall",
    "Showing",
    "Standard",
    "Verdict",
    "claim_faults",
    "judge",
    "withdrawn",
]
