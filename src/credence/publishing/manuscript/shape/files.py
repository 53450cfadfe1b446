"""The shape of a whole manuscript as JSON: its documents, and what is known of the files that they name."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from credence.media.rules.limits import LARGEST
from credence.publishing.manuscript.shape.course import CourseDocument
from credence.publishing.manuscript.shape.part import Part
from credence.publishing.manuscript.shape.posttest import PosttestDocument
from credence.publishing.manuscript.shape.values import FilePath

Count = Annotated[int, Field(ge=0, le=2_147_483_647)]
"""What a column of whole numbers holds."""
Bytes = Annotated[int, Field(ge=0, le=LARGEST["video"])]


class CueNote(Part):
    """One caption."""

    model_config = ConfigDict(str_strip_whitespace=False)

    start_ms: Count = Field(description="When it appears, in milliseconds.")
    end_ms: Count = Field(description="When it goes, in milliseconds.")
    text: str = Field(description="Its words.")
    line: Count = Field(description="The line of its file.")


class FileNote(Part):
    """What a file turned out to be, and its captions where it holds some; the bytes are kept by their hash."""

    kind: Literal["video", "captions", "pdf", "picture"] = Field(description="What it is.")
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(description="The hash of its bytes.")
    size: Bytes = Field(description="Bytes.")
    content_type: Annotated[str, StringConstraints(max_length=100)] = Field(description="Its media type.")
    duration_ms: Count | None = Field(default=None, description="Of a film, or to the end of the last caption.")
    frame_rate: Annotated[float, Field(gt=0, le=1000)] | None = Field(
        default=None, description="Frames a second of a film."
    )
    pixel_format: str = Field(default="", description="How a film keeps colors.")
    width: Count | None = Field(default=None, description="In pixels.")
    height: Count | None = Field(default=None, description="In pixels.")
    pages: Count | None = Field(default=None, description="Of a PDF.")
    words: Count | None = Field(default=None, description="Of a PDF.")
    figures: Count | None = Field(default=None, description="Of a PDF.")
    cues: tuple[CueNote, ...] = Field(default=(), description="The captions.")


class FilesDocument(Part):
    """The files of a manuscript by their paths."""

    model_config = ConfigDict(str_strip_whitespace=False)

    texts: dict[FilePath, str] = Field(default={}, description="Chapters in Markdown.")
    files: dict[FilePath, FileNote] = Field(default={}, description="Every other file.")


class ManuscriptDocument(FilesDocument):
    """A course as drafts and programs carry it."""

    course: CourseDocument = Field(description="Everything about the course but its posttest.")
    posttest: PosttestDocument = Field(description="The questions and their key.")
