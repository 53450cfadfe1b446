"""The bodies that ARRT recognizes as approvers, and which of them may approve Category A+ (R9).

A provider that knows better says so in its own list, which counts before this one.
"""

from collections.abc import Mapping
from types import MappingProxyType

from credence.catalog.rules.organizations import folded

RCEEM_PLUS = ("ASRT", "AVIR", "ISMRT", "SMRT", "SNMMI-TS", "SNMTS")
RCEEM = ("ACR", "AHRA", "AIUM", "ASNC", "CAMRT", "RSNA", "SDMS", "SVU")
"""As named in stored lists ([ARRT-8] to [ARRT-12]); the list in force is at [ARRT-1]."""

APPROVERS: Mapping[str, bool] = MappingProxyType(
    {**{folded(name): True for name in RCEEM_PLUS}, **{folded(name): False for name in RCEEM}}
)
"""Whether each approver is an RCEEM+, by its folded name."""
