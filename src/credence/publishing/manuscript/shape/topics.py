"""The shape of the names of topics."""

from typing import Annotated

from pydantic import BeforeValidator, Field, RootModel, StringConstraints

from credence.publishing.manuscript.shape.part import Part
from credence.publishing.manuscript.shape.values import Slug

Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]


def _named(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class TopicNames(Part):
    """The name of a topic, and other words by which people look for it."""

    name: Name = Field(description="Its name.")
    synonyms: tuple[Name, ...] = Field(default=(), max_length=20, description="Other words for it, such as CAT scan.")


Names = Annotated[TopicNames, BeforeValidator(_named, json_schema_input_type=str | TopicNames)]


class TopicsDocument(RootModel[dict[Slug, Names]]):
    """The names of topics by their slugs: a text, or the name with its synonyms."""
