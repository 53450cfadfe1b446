"""What can be wrong with a claim of credit that is due."""

from decimal import Decimal
from enum import StrEnum

from credence.credit.rules.judgement import Standard


class ClaimFault(StrEnum):
    """What can be wrong with a claim of credit that is due."""

    AMOUNT_MISSING = "amount-missing"
    AMOUNT_UNEVEN = "amount-uneven"
    AMOUNT_TOO_SMALL = "amount-too-small"
    AMOUNT_TOO_LARGE = "amount-too-large"
    AMOUNT_FIXED = "amount-fixed"
    NOT_ATTESTED = "not-attested"


def claim_faults(claimed: Decimal | None, standard: Standard, *, attested: bool) -> tuple[ClaimFault, ...]:
    """Return what is wrong with a claim.

    R38: AMA credit is claimed in steps of 0.25, at least 0.25 and at most the maximum, with the attestation.
    R39: ARRT credit is what was approved, all or nothing, and no learner edits it. [AMA-1] [AMA-7] [ARRT-2]
    R46: MOC points are reported with the permission that the learner gives as attestation. [MOC-2]
    """
    attestation_fault = ClaimFault.NOT_ATTESTED if standard.attested and not attested else None
    return tuple(fault for fault in (_amount_fault(claimed, standard), attestation_fault) if fault)


def _amount_fault(claimed: Decimal | None, standard: Standard) -> ClaimFault | None:
    if not standard.self_claimed:
        is_fixed = claimed is None or (claimed.is_finite() and claimed == standard.amount)
        return None if is_fixed else ClaimFault.AMOUNT_FIXED
    if claimed is None or not claimed.is_finite():
        return ClaimFault.AMOUNT_MISSING
    if claimed < standard.step:
        return ClaimFault.AMOUNT_TOO_SMALL
    if claimed > standard.amount:
        return ClaimFault.AMOUNT_TOO_LARGE
    return ClaimFault.AMOUNT_UNEVEN if claimed % standard.step else None
