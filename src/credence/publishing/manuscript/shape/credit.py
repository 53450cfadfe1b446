"""The shape of a credit offer."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from credence.publishing.manuscript.shape.part import Part
from credence.publishing.manuscript.shape.values import Amount, Day, Percent, Slug, Truth, Whole

MOST = Decimal("9999.99")


class Validity(Part):
    """First and last day on which a credit can be earned."""

    from_: Day = Field(alias="from", description="First day.")
    to: Day = Field(description="Last day.")


class Offer(Part):
    """One kind of credit that the course gives."""

    type: Slug = Field(description="A code of a credit type, such as those in docs/credit.md.")
    provider: Slug | None = Field(
        default=None, description="Slug of the accrediting provider, where it is not the course's."
    )
    amount: Annotated[Amount, Field(le=MOST)] = Field(description='Credits or hours, such as "1.00".')
    certified_on: Day = Field(description="The day on which the credit was certified or approved.")
    valid: Validity = Field(description="First and last day on which the credit can be earned.")
    pass_mark: Percent | None = Field(default=None, description="Percent, where it is stricter than the course's.")
    attempts: Annotated[Whole, Field(ge=1, le=20)] | None = Field(
        default=None, description="Attempts, where it is stricter than the course's."
    )
    evaluation_required: Truth = Field(default=True, description="Whether the evaluation comes before the certificate.")
    category: Annotated[str, StringConstraints(min_length=1, max_length=10)] | None = Field(
        default=None, description="Its category where the type has some, such as A or A+."
    )
    approver: Annotated[str, StringConstraints(max_length=120)] = Field(
        default="", description="ARRT: the body that approved it, such as ASRT."
    )
    rceem_plus: Truth = Field(
        default=False, description="Not read any more: whether an approver is an RCEEM+ stands in the provider's list."
    )
    reference_number: Annotated[str, StringConstraints(max_length=60)] = Field(
        default="", description="The approver's number."
    )
    pool_agreed_on: Day | None = Field(
        default=None,
        description="The day on which the approver agreed to questions drawn from a pool, where the posttest has one.",
    )
