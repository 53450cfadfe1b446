"""What editors are told about the format agrees with what the importer takes."""

import json
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from jsonschema import Draft202012Validator, FormatChecker

from credence.publishing.folder.exporting import export_course
from credence.publishing.folder.importing import import_folders
from credence.publishing.folder.loading import load
from credence.publishing.manuscript.fitting import fit
from credence.publishing.manuscript.flaws import Document
from credence.publishing.manuscript.schemas import SHAPES, schema_files
from credence.publishing.manuscript.shape.approvers import ApproversDocument
from credence.publishing.manuscript.shape.course import CourseDocument
from credence.publishing.manuscript.shape.form import FormDocument
from credence.publishing.manuscript.shape.posttest import PosttestDocument
from credence.publishing.manuscript.shape.provider import ProviderDocument
from credence.publishing.manuscript.shape.topics import TopicsDocument
from tests.publishing.test_exporting import NOW

ROOT = Path(__file__).parent.parent.parent
PLACES = {
    "course": "courses/*/course.yaml",
    "posttest": "courses/*/posttest.yaml",
    "provider": "providers/*/provider.yaml",
    "approvers": "providers/*/approvers.yaml",
    "evaluation": "providers/*/evaluations/*.yaml",
    "topics": "topics.yaml",
}


@pytest.mark.parametrize("name", schema_files())
def test_the_schema_in_docs_is_the_one_of_the_code(name: str) -> None:
    assert (ROOT / "docs/schemas" / name).read_text(encoding="utf-8") == schema_files()[name], (
        "Run `credence course-schema`."
    )


@pytest.mark.parametrize("name", SHAPES)
def test_each_schema_is_a_schema_and_says_what_each_key_means(name: str) -> None:
    schema = json.loads(schema_files()[f"{name}.schema.json"])
    Draft202012Validator.check_schema(schema)
    parts = schema.get("$defs", {})
    for part in [schema, *parts.values()]:
        for key, value in part.get("properties", {}).items():
            assert "description" in parts.get(value.get("$ref", "").removeprefix("#/$defs/"), value), key


def test_the_command_writes_them(tmp_path: Path) -> None:
    call_command("course_schema", str(tmp_path / "schemas"), verbosity=0)
    assert {path.name: path.read_text() for path in (tmp_path / "schemas").iterdir()} == schema_files()


class _Core(yaml.SafeLoader):
    """YAML as editors read it: version 1.2, in which days are text."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if not tag.endswith("timestamp")]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", PLACES)
def test_what_we_export_fits_its_schema(tree: Path, tmp_path: Path, name: str) -> None:
    import_folders([tree], by="dana", now=NOW)
    for slug in ("contrast-reactions", "hand-washing"):
        export_course(slug, tmp_path / "out")
    validator = Draft202012Validator(json.loads(schema_files()[f"{name}.schema.json"]), format_checker=FormatChecker())
    found = sorted((tmp_path / "out").glob(PLACES[name]))
    assert found
    for path in found:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Core)  # noqa: S506 - a SafeLoader
        assert [error.message for error in validator.iter_errors(document)] == []


def _examples() -> list[tuple[str, str]]:
    text = (ROOT / "docs/course-format.md").read_text(encoding="utf-8")
    blocks = text.split("```yaml\n")[1:]
    return [(block.split("\n", 1)[0].removeprefix("# "), block.split("```")[0]) for block in blocks]


@pytest.mark.parametrize(("name", "example"), _examples(), ids=[name for name, _ in _examples()])
def test_the_examples_of_the_reference_fit(name: str, example: str) -> None:
    shapes = {"course.yaml": CourseDocument, "posttest.yaml": PosttestDocument, "provider.yaml": ProviderDocument}
    shapes |= {"evaluations/cme-2026.yaml": FormDocument, "topics.yaml": TopicsDocument}
    shapes |= {"approvers.yaml": ApproversDocument}
    source, faults = load(example.encode(), name)
    assert [*faults, *fit(Document.COURSE, source.data, shapes[name])[1]] == []
