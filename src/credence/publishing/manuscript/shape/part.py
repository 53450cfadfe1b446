"""What every part of a manuscript is."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Discriminator


class Part(BaseModel):
    """A mapping in a file: unknown keys are refused, texts lose white space at both ends."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True)


def kind_of(value: object) -> str | None:
    """Return the tag that chooses between the kinds of chapters, questions and items."""
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return f"kind:{kind}" if isinstance(kind, str) else None


BY_KIND = Discriminator(kind_of)


def plain(part: BaseModel) -> dict[str, Any]:
    """Return what a part says as JSON values, without what goes without saying."""
    return part.model_dump(mode="json", by_alias=True, exclude_defaults=True)
