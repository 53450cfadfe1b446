"""The shape of chapters."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, Tag

from credence.publishing.manuscript.shape.part import BY_KIND, Part
from credence.publishing.manuscript.shape.values import FilePath, Line, Truth, Whole

Minutes = Annotated[Whole, Field(ge=1, le=600)]


class ExtraTime(Part):
    """Time that a chapter takes beyond what can be measured, such as to pause and think (R3)."""

    minutes: Minutes = Field(description="How many minutes more.")
    reason: Annotated[str, StringConstraints(min_length=1, max_length=300)] = Field(
        description="Why, such as: two cases to think over before the answer is shown."
    )


class ChapterPart(Part):
    """What every chapter has."""

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)] = Field(
        description="Its part of the address, such as recognize."
    )
    kind: str
    title: Line = Field(description="Title of the chapter.")
    minutes: Minutes | None = Field(
        default=None,
        description="Minutes to study it, without extra time; left out, as measured by its length or its words.",
    )
    extra: ExtraTime | None = Field(default=None, description="Time beyond what is measured, and why.")
    preview: Truth = Field(
        default=False, description="Whether everybody may see it before enrolling; one chapter at most."
    )


class VideoChapter(ChapterPart):
    """A video with captions."""

    kind: Literal["video"] = Field(description="How the chapter is studied.")
    file: FilePath = Field(description="Path of an MP4 (H.264) or WebM video in this folder.")
    captions: FilePath = Field(description="Path of the WebVTT captions; the transcript is made from them.")
    poster: FilePath | None = Field(default=None, description="Path of the picture shown before the video plays.")
    poster_alt: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description="What the poster shows, where it informs; left out, it only decorates."
    )


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
