"""The shape of the approvers that a provider knows."""

from typing import Annotated

from pydantic import Field, StringConstraints

from credence.publishing.manuscript.shape.part import Part
from credence.publishing.manuscript.shape.values import Truth


class Approver(Part):
    """A body that approves credit."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)] = Field(description="Its name, such as ASRT.")
    rceem_plus: Truth = Field(default=False, description="Whether it is an RCEEM+, which may approve Category A+.")


class ApproversDocument(Part):
    """Bodies that approve credit; what stands here counts before the list that Credence brings."""

    approvers: tuple[Approver, ...] = Field(min_length=1, max_length=200, description="The bodies.")
