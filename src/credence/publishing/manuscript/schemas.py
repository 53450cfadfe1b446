"""JSON Schemas of the documents of a manuscript, for editors and for whoever sends one."""

import json
from typing import Any

from pydantic import BaseModel

from credence.publishing.manuscript.shape.approvers import ApproversDocument
from credence.publishing.manuscript.shape.course import CourseDocument
from credence.publishing.manuscript.shape.files import ManuscriptDocument
from credence.publishing.manuscript.shape.form import FormDocument
from credence.publishing.manuscript.shape.posttest import PosttestDocument
from credence.publishing.manuscript.shape.provider import ProviderDocument
from credence.publishing.manuscript.shape.topics import TopicsDocument

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SHAPES: dict[str, type[BaseModel]] = {
    "manuscript": ManuscriptDocument,
    "course": CourseDocument,
    "posttest": PosttestDocument,
    "provider": ProviderDocument,
    "approvers": ApproversDocument,
    "evaluation": FormDocument,
    "topics": TopicsDocument,
}


def schema_files() -> dict[str, str]:
    """Return the text of each schema by the name of its file."""
    return {f"{name}.schema.json": _text(shape) for name, shape in SHAPES.items()}


def _text(shape: type[BaseModel]) -> str:
    schema: dict[str, Any] = {"$schema": DIALECT, **shape.model_json_schema(by_alias=True)}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
