"""The shape of a course, format 1. The JSON Schema for editors comes from here.

What concerns several parts, or the rules of credit bodies, is in `publishing.manuscript.rules`.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from credence.publishing.manuscript.shape.chapters import Chapter
from credence.publishing.manuscript.shape.credit import Offer
from credence.publishing.manuscript.shape.organizations import JointProvider
from credence.publishing.manuscript.shape.origin import AiUse, MadeFrom
from credence.publishing.manuscript.shape.part import Part
from credence.publishing.manuscript.shape.people import FacultyMember, Support
from credence.publishing.manuscript.shape.values import (
    SLUG,
    Amount,
    Day,
    FilePath,
    Key,
    Line,
    Percent,
    Slug,
    Text,
    Truth,
    Whole,
    Word,
    whole,
)


class Cover(Part):
    """The cover, and what it shows, or that it only decorates."""

    file: FilePath = Field(description="Path of a JPEG, PNG or WebP picture in this folder.")
    alt: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description="What the picture shows, for those who cannot see it."
    )
    decorative: Truth = Field(default=False, description="true where it shows nothing that must be known.")


class Dates(Part):
    """Release, last review and expiry, as days in the provider's zone."""

    released: Day = Field(description="The day of release.")
    reviewed: Day | None = Field(default=None, description="The day of the last review of the content.")
    expires: Day = Field(description="The last day on which credit can be earned.")


class Review(Part):
    """The record of the last review (R5), needed when the expiry is extended."""

    by: Line = Field(description="Who reviewed the content.")
    outcome: Line = Field(description="What came of it, such as: content current, no change.")


class Price(Part):
    """What a learner pays."""

    amount: Amount = Field(description='Such as "25.00"; "0.00" is free.')
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = Field(
        default="USD", description="ISO 4217 code."
    )


class Requirements(Part):
    """What a learner must do."""

    pass_mark: Percent = Field(description="Percent of right answers to pass.")
    attempts: Annotated[Whole, Field(ge=1, le=20)] | None = Field(
        description="How often the posttest may be taken, or null for as often as one likes (courses with CME only)."
    )
    study_percent: Annotated[Whole, Field(ge=0, le=100)] = Field(
        default=90, description="Percent of each video to be watched before the posttest."
    )
    study_minutes: Annotated[Whole, Field(ge=0, le=6000)] = Field(
        default=0, description="Least minutes of study before the posttest."
    )


class Objective(Part):
    """What a learner will be able to do."""

    key: Key = Field(description="A short name by which questions refer to it.")
    text: Text = Field(description="What the learner will be able to do.")


class Evaluation(Part):
    """Which evaluation form of which provider a learner fills in."""

    provider: Slug = Field(description="Slug of the accrediting provider whose form it is.")
    form: Slug = Field(description="Name of the form's file without .yaml.")


AS_PUBLISHED = {"title", "summary", "description", "audience", "references", "estimated_minutes"}
"""What a published version says in the words of its course."""


class CourseDocument(Part):
    """Everything about a course but its posttest."""

    format: Annotated[Literal[1], BeforeValidator(whole)] = Field(description="The version of this format: 1.")
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)] = Field(
        description="The course's part of the address; it never changes, another slug is another course."
    )
    title: Line = Field(description="Title of the course.")
    summary: Annotated[str, StringConstraints(min_length=1, max_length=400)] = Field(
        description="One or two sentences for cards and search."
    )
    description: Text = Field(description="What the course is about, in Markdown.")
    audience: Text = Field(description="For whom it is made.")
    provider: Slug = Field(description="Slug of the accrediting provider.")
    joint_provider: JointProvider = Field(
        default=None,
        description="A non-accredited organization that provides the course jointly: its name, and of what kind it is.",
    )
    format_of_learning: Literal["enduring-material", "journal-based", "other"] = Field(
        description="The AMA's name for this kind of learning."
    )
    media: Word = Field(description="The media used, such as: video with captions and a PDF summary.")
    hardware: Line = Field(
        default="A current web browser and an internet connection.",
        description="The equipment and software that a learner needs.",
    )
    estimated_minutes: Annotated[Whole, Field(ge=1, le=6000)] = Field(
        description="Estimated minutes to complete the whole course, posttest and evaluation included."
    )
    made_from: MadeFrom | None = Field(
        default=None, description="The book or live event that the course was made from, where there is one."
    )
    topics: tuple[Slug, ...] = Field(min_length=1, description="Subjects by which the catalog is browsed.")
    cover: Cover | None = Field(default=None, description="The picture on cards and at the head of the page.")
    dates: Dates = Field(description="Release, last review and expiry.")
    review: Review | None = Field(default=None, description="The record of the last review.")
    price: Price = Field(description="What a learner pays.")
    requirements: Requirements = Field(description="What a learner must do.")
    objectives: tuple[Objective, ...] = Field(min_length=1, description="What a learner will be able to do.")
    faculty: tuple[FacultyMember, ...] = Field(
        min_length=1, description="Everybody who controlled content, with what they disclosed."
    )
    commercial_support: tuple[Support, ...] = Field(
        description="Support from ineligible companies; [] when there is none."
    )
    chapters: tuple[Chapter, ...] = Field(min_length=1, description="The content, in order.")
    participation: Truth = Field(
        default=True,
        description="Whether those for whose professions the course offers no credit get a document of participation.",
    )
    twin_of: Annotated[str, StringConstraints(pattern=SLUG, max_length=80)] | None = Field(
        default=None, description="Slug of the course of which this is another edition: nobody gets its credit twice."
    )
    credit: tuple[Offer, ...] = Field(default=(), description="The credit that the course gives.")
    evaluations: tuple[Evaluation, ...] = Field(default=(), description="The evaluation forms of the providers.")
    references: str = Field(default="", description="Sources for further study, a Markdown list.")
    ai_uses: tuple[AiUse, ...] = Field(
        default=(), description="Each use of a generative tool on what learners see or hear; [] when there was none."
    )

    @property
    def is_joint(self) -> bool:
        """Whether another organization provides the course jointly."""
        return self.joint_provider is not None
