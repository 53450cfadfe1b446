"""The shape of course.yaml, format 1. The JSON Schema for editors and the words of faults come from here.

What concerns several files, or the rules of credit bodies, is checked in `checking` and in catalog.rules.publication.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, StringConstraints, Tag

from credence.publishing.folder.values import (
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


class Part(BaseModel):
    """A mapping in a file: unknown keys are refused, texts lose white space at both ends."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True)


def kind_of(value: object) -> str | None:
    """Return the tag that chooses between the kinds of chapters, questions and items."""
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return f"kind:{kind}" if isinstance(kind, str) else None


BY_KIND = Discriminator(kind_of)


class Picture(Part):
    """A picture and what it shows."""

    file: FilePath = Field(description="Path of a JPEG, PNG or WebP picture in this folder.")
    alt: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(
        description="What the picture shows, for those who cannot see it."
    )


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


class Relationship(Part):
    """One financial relationship with an ineligible company in the 24 months before."""

    company: Annotated[str, StringConstraints(min_length=1, max_length=150)] = Field(
        description="Name of the company, no trade name."
    )
    nature: Annotated[str, StringConstraints(min_length=1, max_length=150)] = Field(
        description="Such as consultant, research grant, speaker."
    )
    relevant: Truth = Field(description="Whether the content concerns the business of the company.")
    mitigation: Annotated[str, StringConstraints(max_length=300)] = Field(
        default="", description="How a relevant relationship was mitigated."
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
    role: Literal["author", "speaker", "planner", "reviewer"] = Field(description="What the person did.")
    affiliation: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description="Where the person works."
    )
    disclosed_on: Day = Field(description="The day on which the person disclosed all financial relationships.")
    disclosures: tuple[Relationship, ...] = Field(
        description="The relationships disclosed; [] when there is nothing to disclose."
    )


class Support(Part):
    """Money or goods from an ineligible company."""

    company: Annotated[str, StringConstraints(min_length=1, max_length=150)] = Field(
        description="Name of the company, no trade name."
    )
    kind: Literal["grant", "in-kind"] = Field(description="Money or goods.")
    nature: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description="What was given in kind, such as: loan of ultrasound machines."
    )
    amount: Amount | None = Field(
        default=None,
        description='The grant, such as "5000.00", in the currency of the price; not shown to learners.',
    )
    agreement_on: Day = Field(description="The day on which the written agreement was signed.")


class ChapterPart(Part):
    """What every chapter has."""

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)] = Field(
        description="Its part of the address, such as recognize."
    )
    kind: str
    title: Line = Field(description="Title of the chapter.")
    minutes: Annotated[Whole, Field(ge=1, le=600)] = Field(description="Estimated minutes to study it.")


class VideoChapter(ChapterPart):
    """A video with captions."""

    kind: Literal["video"] = Field(description="How the chapter is studied.")
    file: FilePath = Field(description="Path of an MP4 (H.264) or WebM video in this folder.")
    captions: FilePath = Field(description="Path of the WebVTT captions; the transcript is made from them.")
    poster: FilePath | None = Field(default=None, description="Path of the picture shown before the video plays.")


class PdfChapter(ChapterPart):
    """A PDF document."""

    kind: Literal["pdf"] = Field(description="How the chapter is studied.")
    file: FilePath = Field(description="Path of a PDF in this folder, not encrypted.")


class TextChapter(ChapterPart):
    """A text in Markdown."""

    kind: Literal["text"] = Field(description="How the chapter is studied.")
    file: FilePath = Field(description="Path of a Markdown file in this folder.")


Chapter = Annotated[
    Annotated[VideoChapter, Tag("kind:video")]
    | Annotated[PdfChapter, Tag("kind:pdf")]
    | Annotated[TextChapter, Tag("kind:text")],
    BY_KIND,
]


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
    amount: Amount = Field(description='Credits or hours, such as "1.00".')
    certified_on: Day = Field(description="The day on which the credit was certified or approved.")
    valid: Validity = Field(description="First and last day on which the credit can be earned.")
    pass_mark: Percent | None = Field(default=None, description="Percent, where it is stricter than the course's.")
    attempts: Annotated[Whole, Field(ge=1, le=20)] | None = Field(
        default=None, description="Attempts, where it is stricter than the course's."
    )
    evaluation_required: Truth = Field(default=True, description="Whether the evaluation comes before the certificate.")
    category: Literal["A", "A+"] | None = Field(default=None, description="ARRT: A or A+.")
    approver: Annotated[str, StringConstraints(max_length=120)] = Field(
        default="", description="ARRT: the body that approved it, such as ASRT."
    )
    rceem_plus: Truth = Field(default=False, description="ARRT: whether the approver is an RCEEM+; needed for A+.")
    reference_number: Annotated[str, StringConstraints(max_length=60)] = Field(
        default="", description="The approver's number."
    )


class Evaluation(Part):
    """Which evaluation form of which provider a learner fills in."""

    provider: Slug = Field(description="Slug of the accrediting provider whose form it is.")
    form: Slug = Field(description="Name of the form's file without .yaml.")


class CourseFile(Part):
    """course.yaml: everything about a course but the posttest."""

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
    joint_provider: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description="A non-accredited organization that provides the course jointly."
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
    topics: tuple[Slug, ...] = Field(min_length=1, description="Subjects by which the catalog is browsed.")
    cover: Picture | None = Field(default=None, description="The picture on cards and at the head of the page.")
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
    credit: tuple[Offer, ...] = Field(default=(), description="The credit that the course gives.")
    evaluations: tuple[Evaluation, ...] = Field(default=(), description="The evaluation forms of the providers.")
    references: str = Field(default="", description="Sources for further study, a Markdown list.")
