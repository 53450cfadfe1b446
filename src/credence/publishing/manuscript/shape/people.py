"""The shape of those who made a course, and of what was given for it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from credence.publishing.manuscript.shape.organizations import CompanyKind
from credence.publishing.manuscript.shape.part import Part
from credence.publishing.manuscript.shape.values import Amount, Day, FilePath, Slug, Truth


class Relationship(Part):
    """One financial relationship with an ineligible company in the 24 months before."""

    company: Annotated[str, StringConstraints(min_length=1, max_length=150)] = Field(
        description="Name of the company, no trade name."
    )
    nature: Annotated[str, StringConstraints(min_length=1, max_length=150)] = Field(
        description="Such as consultant, research grant, speaker."
    )
    company_kind: CompanyKind = "ineligible"
    relevant: Truth = Field(description="Whether the content concerns the business of the company.")
    mitigation: Annotated[str, StringConstraints(max_length=300)] = Field(
        default="", description="How a relevant relationship was mitigated."
    )
    mitigated_on: Day | None = Field(
        default=None, description="The day on which it was mitigated, before the role began."
    )
    tie: Literal["other", "employee", "owner"] = Field(
        default="other", description="Whether the person owns or is employed by the company."
    )
    exception: Literal["unrelated-topic", "basic-science", "device-training"] | None = Field(
        default=None, description="The exception under which an employee may take part."
    )


class FacultyMember(Part):
    """A person who controlled content."""

    key: Slug = Field(description="A short name.")
    name: Annotated[str, StringConstraints(min_length=1, max_length=150)] = Field(
        description="The name as learners read it."
    )
    credentials: Annotated[str, StringConstraints(max_length=100)] = Field(
        default="", description="Letters behind the name, such as MD."
    )
    role: Literal["author", "speaker", "planner", "director", "reviewer"] = Field(
        description="What the person did; a course director is one of the planners."
    )
    profession: Slug | None = Field(
        default=None,
        description="Such as nurse or physician; contact hours for nurses need a nurse among the planners.",
    )
    affiliation: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description="Where the person works."
    )
    portrait: FilePath | None = Field(default=None, description="Path of a picture of the person in this folder.")
    disclosed_on: Day = Field(description="The day on which the person disclosed all financial relationships.")
    role_began_on: Day | None = Field(
        default=None,
        description="The day on which the role began, here or in the last review; the disclosure lies before it.",
    )
    disclosures: tuple[Relationship, ...] = Field(
        description="The relationships disclosed; [] when there is nothing to disclose."
    )


class Support(Part):
    """Money or goods from an ineligible company."""

    company: Annotated[str, StringConstraints(min_length=1, max_length=150)] = Field(
        description="Name of the company, no trade name."
    )
    company_kind: CompanyKind = "ineligible"
    kind: Literal["grant", "in-kind"] = Field(description="Money or goods.")
    nature: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description="What was given in kind, such as: loan of ultrasound machines."
    )
    amount: Amount | None = Field(
        default=None,
        description='The grant, such as "5000.00", in the currency of the price; not shown to learners.',
    )
    agreement_on: Day = Field(description="The day on which the written agreement was signed.")
