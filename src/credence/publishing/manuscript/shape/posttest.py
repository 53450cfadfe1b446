"""The shape of a posttest."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, Tag, model_validator

from credence.publishing.manuscript.shape.part import BY_KIND, Part
from credence.publishing.manuscript.shape.values import FilePath, Key, Moment, Text, Truth, Whole, refuse

MOST_OPTIONS = 12
EXPLANATION = Field(default="", description="Why the answer is right; shown after passing.")


class QuestionPicture(Part):
    """A picture that a question is about."""

    file: FilePath = Field(description="Path of a JPEG, PNG or WebP picture in this folder.")
    alt: Annotated[str, StringConstraints(min_length=1, max_length=400)] = Field(
        description="What the picture shows, for those who cannot see it; it must not give the answer away."
    )


class TaughtIn(Part):
    """Where the answer is taught."""

    chapter: Annotated[str, StringConstraints(min_length=1, max_length=80)] = Field(description="Slug of the chapter.")
    at: Moment | None = Field(default=None, description='Place in the video, such as "2:35".')


class Option(Part):
    """One answer to choose."""

    key: Key = Field(description="A short name that says nothing about being right, such as a.")
    text: Text = Field(description="The answer.")
    correct: Truth = Field(default=False, description="true for a right answer.")


class QuestionPart(Part):
    """What every question has."""

    key: Key = Field(description="A short name, such as q1; it stays when questions change places.")
    kind: str
    stem: Text = Field(description="The question, in Markdown.")
    objective: Key = Field(description="Key of the objective it measures.")
    picture: QuestionPicture | None = Field(default=None, description="A picture that the question is about.")
    taught_in: TaughtIn | None = Field(default=None, description="Where the answer is taught.")


class ChoiceQuestion(QuestionPart):
    """A question with one right answer or with several."""

    kind: Literal["single", "multiple"] = Field(description="single, multiple or true-false.")
    options: tuple[Option, ...] = Field(
        min_length=2, max_length=MOST_OPTIONS, description="The answers to choose from; mark right ones correct: true."
    )
    explanation: str = EXPLANATION

    @model_validator(mode="after")
    def _has_a_key(self) -> Self:
        right = sum(option.correct for option in self.options)
        if self.kind == "single" and right != 1:
            raise refuse("one-right", right=right)
        if self.kind == "multiple" and right == 0:
            raise refuse("none-right")
        return self


class TrueFalseQuestion(QuestionPart):
    """A statement that is true or false."""

    kind: Literal["true-false"] = Field(description="single, multiple or true-false.")
    answer: Truth = Field(description="true or false.")
    explanation: str = EXPLANATION


Question = Annotated[
    Annotated[ChoiceQuestion, Tag("kind:single")]
    | Annotated[ChoiceQuestion, Tag("kind:multiple")]
    | Annotated[TrueFalseQuestion, Tag("kind:true-false")],
    BY_KIND,
]


class PosttestDocument(Part):
    """The posttest of a course: the questions and their key."""

    shuffle_options: Truth = Field(default=False, description="Whether each learner sees the options in another order.")
    instructions: str = Field(default="", description="What a learner should know before the first question.")
    pool: dict[Key, Annotated[Whole, Field(ge=1)]] = Field(
        default={},
        description="How many questions of an objective each attempt asks, such as recognize: 5; of the others all.",
    )
    questions: tuple[Question, ...] = Field(min_length=1, max_length=200, description="The questions, in order.")
