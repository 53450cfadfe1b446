"""credence.publishing.folder.exporting: import(export(x)) changes nothing."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import transaction

from credence.catalog.models import AccreditingProvider, Course, CourseVersion, FrontMatter
from credence.media.rules.webvtt import read
from credence.publishing.folder.exporting import NotPublished, WouldOverwrite, export_course
from credence.publishing.folder.importing import import_folders
from tests.publishing.samples import CONTRAST, HANDS, edit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
SLUGS = ["contrast-reactions", "hand-washing"]


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("slug", SLUGS)
def test_importing_an_export_changes_nothing(tree: Path, tmp_path: Path, slug: str) -> None:
    import_folders([tree], by="dana", now=NOW)
    assert export_course(slug, tmp_path / "out") == tmp_path / "out/courses" / slug
    outcomes = import_folders([tmp_path / "out"], by="dana", now=NOW)
    assert [outcome.result for outcome in outcomes] == ["unchanged", "unchanged"]
    assert CourseVersion.objects.count() == 2


@pytest.mark.parametrize("slug", SLUGS)
def test_an_export_of_an_export_is_the_same_to_the_byte(tree: Path, tmp_path: Path, slug: str) -> None:
    import_folders([tree], by="dana", now=NOW)
    export_course(slug, tmp_path / "one")
    edit(tmp_path / "one/courses" / slug / "course.yaml", f"slug: {slug}", f"slug: {slug}-twin")
    import_folders([tmp_path / "one"], by="dana", now=NOW)
    export_course(f"{slug}-twin", tmp_path / "two")
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert two == {path.replace(f"courses/{slug}", f"courses/{slug}-twin"): raw for path, raw in one.items()}


def test_media_and_markdown_come_back_to_the_byte_and_captions_as_they_are_shown(tree: Path, tmp_path: Path) -> None:
    (tree / CONTRAST / "chapters/03-summary.md").write_bytes("# Über\r\n\r\n  See it. \r\n".encode())
    import_folders([tree], by="dana", now=NOW)
    export_course("contrast-reactions", tmp_path / "out")
    was, came = contents(tree / CONTRAST), contents(tmp_path / "out" / CONTRAST)
    assert was.keys() == came.keys()
    assert {path for path in was if was[path] != came[path]} == {
        *("course.yaml", "posttest.yaml"),
        "chapters/01-recognize.vtt",
    }
    assert came["chapters/01-recognize.vtt"].decode() == read(was["chapters/01-recognize.vtt"].decode()).shown


def test_an_export_is_pleasant_to_read(tree: Path, tmp_path: Path) -> None:
    import_folders([tree], by="dana", now=NOW)
    export_course("hand-washing", tmp_path / "out")
    assert (tmp_path / "out" / HANDS / "course.yaml").read_text() == (
        "format: 1\n"
        "slug: hand-washing\n"
        "title: Washing hands\n"
        "summary: Why, when and how.\n"
        "description: Wash them.\n"
        "audience: Everybody.\n"
        "provider: riverside\n"
        "format_of_learning: other\n"
        "media: Text\n"
        "estimated_minutes: 10\n"
        "topics: [patient-safety]\n"
        "dates: {released: 2026-01-15, expires: 2027-01-14}\n"
        "price: {amount: '0.00'}\n"
        "requirements: {pass_mark: 50, attempts: null}\n"
        "objectives:\n"
        "  - {key: wash, text: Wash hands.}\n"
        "faculty:\n"
        "  - key: chen\n"
        "    name: Mei Chen\n"
        "    role: author\n"
        "    disclosed_on: 2026-01-02\n"
        "    role_began_on: 2026-01-05\n"
        "    disclosures: []\n"
        "commercial_support: []\n"
        "chapters:\n"
        "  - slug: text\n"
        "    kind: text\n"
        "    title: Read\n"
        "    extra: {minutes: 4, reason: Wash them.}\n"
        "    file: text.md\n"
    )


def test_the_version_on_which_a_course_stands_keeps_its_form(tree: Path, tmp_path: Path) -> None:
    import_folders([tree], by="dana", now=NOW)
    form = tree / "providers/riverside/evaluations/cme-2026.yaml"
    edit(form, "text: Overall", "text: All in all")
    import_folders([tree / "providers"], by="dana", now=NOW)
    export_course("contrast-reactions", tmp_path / "out")
    assert "text: Overall" in (tmp_path / "out/providers/riverside/evaluations/cme-2026.yaml").read_text()
    assert [each.result for each in import_folders([tmp_path / "out"], by="dana", now=NOW)] == ["unchanged"] * 2


def test_several_courses_go_to_one_folder(tree: Path, tmp_path: Path) -> None:
    import_folders([tree], by="dana", now=NOW)
    for slug in [*SLUGS, *SLUGS]:
        export_course(slug, tmp_path / "out")
    assert (tmp_path / "out/topics.yaml").read_text() == "patient-safety: Patient safety\nradiology: Radiology\n"
    assert [each.result for each in import_folders([tmp_path / "out"], by="dana", now=NOW)] == ["unchanged"] * 3


@pytest.mark.parametrize("path", [f"{CONTRAST}/course.yaml", f"{CONTRAST}/images/cover.jpg"])
def test_what_somebody_wrote_is_not_overwritten(tree: Path, tmp_path: Path, path: str) -> None:
    import_folders([tree], by="dana", now=NOW)
    (tmp_path / "out" / path).parent.mkdir(parents=True)
    (tmp_path / "out" / path).write_text("mine")
    with pytest.raises(WouldOverwrite) as refusal:
        export_course("contrast-reactions", tmp_path / "out")
    assert refusal.value.paths == (tmp_path / "out" / path,)
    assert contents(tmp_path / "out") == {path: b"mine"}


@pytest.mark.parametrize("slug", ["nowhere", "unpublished"])
def test_only_published_courses_are_exported(tmp_path: Path, slug: str) -> None:
    Course.objects.create(slug="unpublished", created_at=NOW)
    with pytest.raises(NotPublished):
        export_course(slug, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_site_that_knows_nothing_takes_an_export(tree: Path, tmp_path: Path) -> None:
    with transaction.atomic():
        import_folders([tree], by="dana", now=NOW)
        said = list(CourseVersion.objects.filter(course__slug__in=SLUGS[:1]).values_list("source_sha256", "source"))
        shown = list(FrontMatter.objects.filter(course__slug__in=SLUGS[:1]).values_list("sha256"))
        export_course("contrast-reactions", tmp_path / "out")
        transaction.set_rollback(True)
    assert not AccreditingProvider.objects.exists()
    outcomes = import_folders([tmp_path / "out"], by="dana", now=NOW)
    assert [each.result for each in outcomes] == ["new", "new"]
    assert list(CourseVersion.objects.values_list("source_sha256", "source")) == said
    assert list(FrontMatter.objects.values_list("sha256")) == shown
