"""The shape of organizations, and of what kind they are."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints, WithJsonSchema

from credence.publishing.manuscript.shape.part import Part

OrganizationKind = Literal["ineligible", "eligible"]
KIND = (
    "ineligible, a company that makes, sells or resells what patients use or get; or eligible, such as a hospital, "
    "a school or a society."
)
CompanyKind = Annotated[OrganizationKind, Field(description=f"Of what kind the organization is: {KIND}")]


class Organization(Part):
    """An organization that provides the course jointly."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(description="Its name.")
    kind: OrganizationKind | None = Field(default=None, description=f"Of what kind it is: {KIND}")


def _named(value: Any) -> Any:
    """Take a name alone for an organization of which nobody said what kind it is."""
    if isinstance(value, str):
        return {"name": value} if value.strip() else None
    return value


def _written(organization: Organization | None) -> Any:
    if organization is None or organization.kind:
        return organization and organization.model_dump()
    return organization.name


JointProvider = Annotated[
    Organization | None,
    BeforeValidator(_named),
    PlainSerializer(_written, when_used="json"),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "maxLength": 200},
                {"type": "null"},
                {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string", "minLength": 1, "maxLength": 200, "description": "Its name."},
                        "kind": {"enum": ["ineligible", "eligible"], "description": f"Of what kind it is: {KIND}"},
                    },
                },
            ]
        }
    ),
]
