"""The shape of an accrediting provider."""

from decimal import Decimal
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from credence.publishing.manuscript.shape.part import Part
from credence.publishing.manuscript.shape.values import (
    Amount,
    Day,
    FilePath,
    Line,
    Slug,
    Text,
    Truth,
    Word,
    refuse,
    whole,
)


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise refuse("zone")
    return value


Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]
Address = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=200)]


class Signatory(Part):
    """Who signs certificates."""

    name: Word = Field(description="Name with credentials.")
    title: Annotated[str, StringConstraints(min_length=1, max_length=160)] = Field(description="Office held.")
    signature: FilePath | None = Field(default=None, description="Path of a picture of the signature in this folder.")


class StatementText(Part):
    """A text printed verbatim; only what stands in square brackets is filled in."""

    kind: Literal["accreditation", "joint-accreditation", "designation", "participation"] = Field(
        description="accreditation, joint-accreditation, designation or participation."
    )
    credit_type: Annotated[str, StringConstraints(max_length=40)] = Field(
        default="", description="The credit type it belongs to; left out where it is for all."
    )
    text: Text = Field(description="The text, word for word as the accreditor gave it.")


class Accreditation(Part):
    """What an accreditor says of the provider for some time."""

    body: Word = Field(description="Who accredits, such as ACCME; a joint accreditation names every body.")
    number: Annotated[str, StringConstraints(max_length=60)] = Field(
        default="", description="The number that it gave the provider."
    )
    from_: Day = Field(alias="from", description="First day.")
    to: Day | None = Field(default=None, description="Last day; left out where none is set.")
    status: Literal["accredited", "provisional", "probation", "ended"] = Field(
        default="accredited", description="accredited, provisional, probation or ended."
    )


class ProviderDocument(Part):
    """An accrediting provider and its texts."""

    slug: Slug = Field(description="A short name by which courses refer to it.")
    name: Line = Field(description="Full name.")
    short_name: Annotated[str, StringConstraints(min_length=1, max_length=60)] = Field(description="Name for cards.")
    address: Annotated[str, StringConstraints(min_length=1, max_length=300)] = Field(description="Postal address.")
    url: Address | None = Field(default=None, description="Web site, beginning with https://.")
    email: Email = Field(description="Where learners reach the provider.")
    time_zone: Annotated[str, AfterValidator(_zone)] = Field(
        description="IANA zone in which days of rule are reckoned, such as America/New_York."
    )
    signatory: Signatory = Field(description="Who signs certificates.")
    provider_numbers: dict[Word, Word] = Field(default={}, description='Numbers by board, such as CEP: "17-0001".')
    reports_to_pars: Truth = Field(
        default=False, description="Whether learners are reported to PARS: claims then ask for what it matches by."
    )
    claim_days: Annotated[int, BeforeValidator(whole), Field(ge=0, le=366)] = Field(
        default=0, description="Days after the last one in which who completed in time may still claim."
    )
    least_study_share: Annotated[Amount, Field(le=1)] = Field(
        default=Decimal("0.50"),
        description="Share of the time that a credit stands for which learners must study at least, such as 0.50.",
    )
    accreditations: tuple[Accreditation, ...] = Field(
        default=(), description="What the provider is accredited for, and how long: no credit reaches past it."
    )
    statements: tuple[StatementText, ...] = Field(default=(), description="Texts that the provider must print.")
