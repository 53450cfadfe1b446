"""How a credit was approved: documents and pages take it whole."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Approval:
    """The category of a credit, who approved it, and the number under which: each empty where its body has none (R8).

    The names are those of an offer's columns, of the keys in stored documents and, spaced, of brackets in statements.
    """

    category: str = ""
    approver: str = ""
    reference_number: str = ""

    @classmethod
    def of(cls, row: object) -> Self:
        """Return the approval that a row, an offer or a snapshot, has among its columns."""
        return cls(**{each.name: getattr(row, each.name) for each in fields(cls)})

    @classmethod
    def said_in(cls, document: Mapping[str, Any]) -> Self:
        """Return the approval that a stored document tells; what it does not tell is empty."""
        return cls(**{each.name: document.get(each.name, "") for each in fields(cls)})

    def __str__(self) -> str:
        return self.reference_number

    @property
    def is_numbered(self) -> bool:
        """Whether there is a number to be told."""
        return bool(self.reference_number)

    def ending(self, suffix: str) -> Self:
        """Return the approval for those whose number ends with `suffix`; without a number it stays as it is."""
        return replace(self, reference_number=self.reference_number + suffix) if self.is_numbered else self


NOT_ASKED = Approval()
USUAL_LABELS = Approval(reference_number="Reference number")
"""What is printed before each part of an approval on a certificate; a part without a label is not printed."""
