"""JSON Schemas of the files of a course folder, for editors."""

import json
from typing import Any

from pydantic import BaseModel

from credence.publishing.folder.format import CourseFile
from credence.publishing.folder.posttest import PosttestFile
from credence.publishing.folder.provider import EvaluationFile, ProviderFile, TopicsFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SHAPES: dict[str, type[BaseModel]] = {
    "course": CourseFile,
    "posttest": PosttestFile,
    "provider": ProviderFile,
    "evaluation": EvaluationFile,
    "topics": TopicsFile,
}


def schema_files() -> dict[str, str]:
    """Return the text of each schema by the name of its file."""
    return {f"{name}.schema.json": _text(shape) for name, shape in SHAPES.items()}


def _text(shape: type[BaseModel]) -> str:
    schema: dict[str, Any] = {"$schema": DIALECT, **shape.model_json_schema(by_alias=True)}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
