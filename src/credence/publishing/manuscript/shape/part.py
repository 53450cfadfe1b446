"""What every part of a manuscript is."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Discriminator, field_validator

from credence.kit.text import normal_lines


class Part(BaseModel):
    """A mapping in a file: unknown keys are refused, texts are made normal and lose white space at both ends."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def _normal(cls, value: Any) -> Any:
        """Let nothing in that nobody sees, whichever way a manuscript came."""
        if isinstance(value, list | tuple):
            return [normal_lines(each) if isinstance(each, str) else each for each in value]
        return normal_lines(value) if isinstance(value, str) else value


def kind_of(value: object) -> str | None:
    """Return the tag that chooses between the kinds of chapters, questions and items."""
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return f"kind:{kind}" if isinstance(kind, str) else None


BY_KIND = Discriminator(kind_of)


def plain(part: BaseModel) -> dict[str, Any]:
    """Return what a part says as JSON values, without what goes without saying."""
    return part.model_dump(mode="json", by_alias=True, exclude_defaults=True)
