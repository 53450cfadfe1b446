"""The shape of what a course was made from, and with which tools."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, Tag

from credence.publishing.manuscript.shape.part import BY_KIND, Part
from credence.publishing.manuscript.shape.values import Day, Line, Truth, Word


class Book(Part):
    """A book of which the course is a chapter (R10)."""

    kind: Literal["book"] = Field(description="book or live-recording.")
    title: Line = Field(description="Title of the book.")


class LiveRecording(Part):
    """A live event that the course is a recording of: another activity, with approvals of its own (R11)."""

    kind: Literal["live-recording"] = Field(description="book or live-recording.")
    title: Line = Field(description="Name of the event.")
    held_on: Day = Field(description="The day of the event, or its last one.")
    reference_numbers: tuple[Annotated[str, StringConstraints(min_length=1, max_length=60)], ...] = Field(
        default=(), description="The numbers under which the event itself was approved."
    )


MadeFrom = Annotated[
    Annotated[Book, Tag("kind:book")] | Annotated[LiveRecording, Tag("kind:live-recording")],
    BY_KIND,
]


class AiUse(Part):
    """One use of a generative tool on one thing in the course, and who checked what came of it (R71, R72, R74)."""

    kind: Literal["text", "picture", "question", "caption", "voice"] = Field(
        description="text, picture, question, caption or voice."
    )
    of: Line = Field(
        description="Which: a chapter's slug or a field such as description; a picture's path; a question's key."
    )
    tool: Word = Field(description="Name of the tool.")
    version: Annotated[str, StringConstraints(min_length=1, max_length=60)] = Field(description="Its version.")
    used_on: Day = Field(description="The day on which it was used.")
    task: Line = Field(description="What for, such as: first draft of the captions.")
    spelling_only: Truth = Field(
        default=False, description="Whether it only mended spelling and grammar; then nobody need be told."
    )
    checked_by: Annotated[str, StringConstraints(max_length=150)] = Field(
        default="", description="Who checked what came of it."
    )
    checked_on: Day | None = Field(default=None, description="The day of the check.")
