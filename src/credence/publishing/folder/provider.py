"""The shapes of provider.yaml, of evaluation forms and of topics.yaml."""

from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Discriminator, Field, RootModel, StringConstraints, Tag

from credence.publishing.folder.format import BY_KIND, Part
from credence.publishing.folder.values import Key, Line, Slug, Text, Truth, Word, refuse


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise refuse("is not an IANA time zone. Write one such as America/New_York.")
    return value


Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]
Address = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=200)]


class Signatory(Part):
    """Who signs certificates."""

    name: Word = Field(description="Name with credentials.")
    title: Annotated[str, StringConstraints(min_length=1, max_length=160)] = Field(description="Office held.")


class StatementText(Part):
    """A text printed verbatim; only what stands in square brackets is filled in."""

    kind: Literal["accreditation", "joint-accreditation", "designation", "participation"] = Field(
        description="accreditation, joint-accreditation, designation or participation."
    )
    credit_type: Annotated[str, StringConstraints(max_length=40)] = Field(
        default="", description="The credit type it belongs to; left out where it is for all."
    )
    text: Text = Field(description="The text, word for word as the accreditor gave it.")


class ProviderFile(Part):
    """provider.yaml: an accrediting provider."""

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
    statements: tuple[StatementText, ...] = Field(default=(), description="Texts that the provider must print.")


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


class EvaluationFile(Part):
    """evaluations/<name>.yaml: a form that learners fill in before their certificate."""

    title: Line = Field(description="Title of the form.")
    items: tuple[Item, ...] = Field(min_length=1, max_length=100, description="The questions, in order.")


class TopicsFile(RootModel[dict[Slug, Annotated[str, StringConstraints(min_length=1, max_length=80)]]]):
    """topics.yaml beside courses/ and providers/: the names of topics by their slugs."""
