"""The shape of the names of topics."""

from typing import Annotated

from pydantic import RootModel, StringConstraints

from credence.publishing.manuscript.shape.values import Slug


class TopicsDocument(RootModel[dict[Slug, Annotated[str, StringConstraints(min_length=1, max_length=80)]]]):
    """The names of topics by their slugs."""
