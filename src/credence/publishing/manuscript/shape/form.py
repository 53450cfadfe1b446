"""The shape of an evaluation form."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from credence.publishing.manuscript.shape.part import BY_KIND, Part
from credence.publishing.manuscript.shape.values import Key, Line, Text, Truth, Word


class Choice(Part):
    """One answer of a form."""

    key: Key = Field(description="A short name.")
    text: Line = Field(description="The answer.")


class Row(Part):
    """One row of a grid."""

    key: Key = Field(description="A short name.")
    text: Line = Field(description="What is rated.")


class When(Part):
    """The answer to an earlier item on which this one depends."""

    item: Key = Field(description="Key of an earlier item of kind single or multiple.")
    is_: Key = Field(alias="is", description="Key of the option that must be chosen.")


class ItemPart(Part):
    """What every item has."""

    key: Key = Field(description="A short name; it stays when items change places.")
    kind: str
    text: Text = Field(description="The question.")
    required: Truth = Field(default=False, description="Whether it must be answered.")
    when: When | None = Field(default=None, description="Shown, and required, only after this answer.")


def _kind_of_rows(value: object) -> str:
    return "kind:named" if isinstance(value, str) else "kind:listed"


Scale = Annotated[tuple[Word, ...], Field(min_length=2, max_length=11)]


class ScaleItem(ItemPart):
    """One rating."""

    kind: Literal["scale"] = Field(description="scale, grid, single, multiple or text.")
    scale: Scale = Field(description="The labels from lowest to highest.")


class GridItem(ItemPart):
    """A rating for each row."""

    kind: Literal["grid"] = Field(description="scale, grid, single, multiple or text.")
    rows: Annotated[
        Annotated[Literal["objectives", "faculty"], Tag("kind:named")]
        | Annotated[tuple[Row, ...], Field(min_length=1, max_length=40), Tag("kind:listed")],
        Discriminator(_kind_of_rows),
    ] = Field(description="objectives, faculty, or a list of rows with key and text.")
    scale: Scale = Field(description="The labels from lowest to highest.")


class ChoiceItem(ItemPart):
    """One answer of several, or some."""

    kind: Literal["single", "multiple"] = Field(description="scale, grid, single, multiple or text.")
    options: tuple[Choice, ...] = Field(min_length=2, max_length=30, description="The answers to choose from.")


class TextItem(ItemPart):
    """An answer in one's own words."""

    kind: Literal["text"] = Field(description="scale, grid, single, multiple or text.")


Item = Annotated[
    Annotated[ScaleItem, Tag("kind:scale")]
    | Annotated[GridItem, Tag("kind:grid")]
    | Annotated[ChoiceItem, Tag("kind:single")]
    | Annotated[ChoiceItem, Tag("kind:multiple")]
    | Annotated[TextItem, Tag("kind:text")],
    BY_KIND,
]


class FormDocument(Part):
    """An evaluation form that learners fill in before their certificate."""

    title: Line = Field(description="Title of the form.")
    items: tuple[Item, ...] = Field(min_length=1, max_length=100, description="The questions, in order.")
