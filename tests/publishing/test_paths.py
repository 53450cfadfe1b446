"""Names and limits of files: what other systems write, what they cannot keep, and folders that never end."""

import datetime as dt
import os
import time
import unicodedata
from pathlib import Path

import pytest

from credence.media.rules.files import Changed
from credence.publishing.folder import loading, paths
from credence.publishing.folder.faults import FaultyFolder
from credence.publishing.folder.files import kept, read_files
from credence.publishing.folder.importing import check_folders, import_folders
from credence.publishing.folder.loading import load
from credence.publishing.folder.paths import Misplaced, within
from credence.publishing.manuscript.document import Named
from credence.publishing.manuscript.fitting import fit
from credence.publishing.manuscript.flaws import Document
from credence.publishing.manuscript.shape.course import CourseDocument, Cover
from credence.publishing.manuscript.shape.provider import ProviderDocument
from tests.media.clips import make_picture
from tests.publishing.samples import CONTRAST, edit

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
COURSE = f"{CONTRAST}/course.yaml"
APART = unicodedata.normalize("NFD", "chapters/Übung é.md")


def faults(tree: Path) -> list[str]:
    """Return the faults of a tree, named from it."""
    try:
        check_folders([tree], now=NOW)
    except FaultyFolder as refusal:
        return [str(fault).removeprefix(f"{tree}/") for fault in refusal.faults]
    return []


def with_chapter(tree: Path, named: str, kept_as: str) -> Path:
    """Let a course name its text so, and its folder keep it so."""
    edit(tree / COURSE, "chapters/03-summary.md", named)
    (tree / CONTRAST / "chapters/03-summary.md").rename(tree / CONTRAST / kept_as)
    return tree


@pytest.mark.django_db
@pytest.mark.parametrize("written", [APART, unicodedata.normalize("NFC", APART)])
@pytest.mark.parametrize("kept_as", [APART, unicodedata.normalize("NFC", APART)])
def test_a_name_may_keep_letters_and_marks_apart(tree: Path, written: str, kept_as: str) -> None:
    assert faults(with_chapter(tree, written, kept_as)) == []
    assert [outcome.result for outcome in import_folders([tree], by="dana", now=NOW)] == ["new"] * 3


def test_of_two_names_that_say_the_same_the_very_one_is_taken(tmp_path: Path) -> None:
    (tmp_path / "é").write_text("one")
    (tmp_path / "e\u0301").write_text("two")
    assert [within(tmp_path, name).read_text() for name in ("é", "e\u0301")] == ["one", "two"]


def test_a_name_with_other_capitals_is_another(tmp_path: Path) -> None:
    (tmp_path / "Cover.jpg").write_text("x")
    with pytest.raises(Misplaced) as refused:
        within(tmp_path, "cover.jpg")
    assert (refused.value.why, refused.value.data) == ("no-file", {"path": "cover.jpg", "near": "Cover.jpg"})


@pytest.mark.parametrize(
    "name",
    [
        *("aux.md", "images/NUL.jpg", "con", "Com1.mp4", "lpt9", "LPT\u00b2.txt"),
        *("a./b.md", "a.md.", "a /b.md", " a.md", "images/a?.jpg", "a:b", 'a"b', "a|b", "a*b", "<a>"),
    ],
)
def test_a_name_that_some_systems_cannot_keep_is_refused(name: str) -> None:
    found, flaws = fit(Document.COURSE, {"file": name}, Cover)
    # White space at both ends of a text does not count, and a drive has its own sentence.
    expected = {" a.md": [], "a:b": ["path-outside"]}.get(name, ["path-elsewhere"])
    assert [flaw.code for flaw in flaws] == expected
    assert (found is not None) == (not expected)


@pytest.mark.parametrize(
    "name", ["auxiliary.md", "Über die Dosis.md", "a b.md", "v1.2/con-trast.md", "薬.pdf", "(1) a&b.md"]
)
def test_any_other_name_is_taken(name: str) -> None:
    assert fit(Document.COURSE, {"file": name}, Cover)[1] == ()


@pytest.mark.django_db
def test_names_that_differ_by_capitals_only_are_refused(tree: Path) -> None:
    make_picture(tree / CONTRAST / "images/COVER.jpg")
    edit(tree / f"{CONTRAST}/posttest.yaml", "images/ct-urticaria.png", "images/COVER.jpg")
    (tree / CONTRAST / "images/ct-urticaria.png").unlink()
    assert [each.partition("`file`: ")[2] for each in faults(tree) if "`file`: " in each] == [
        (
            "images/COVER.jpg differs from images/cover.jpg by capitals only, and some systems take them for one. "
            "Rename it."
        )
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["courses", "providers"])
def test_a_folder_that_is_a_link_is_not_followed(tree: Path, name: str) -> None:
    (tree / name).rename(tree.parent / "elsewhere")
    (tree / name).symlink_to(tree.parent / "elsewhere")
    assert faults(tree) == [f"{name}:1: This is a symbolic link. Put the folder itself there."]


@pytest.mark.django_db
def test_a_course_beside_others_that_is_a_link_is_not_followed(tree: Path) -> None:
    (tree / "courses").rename(tree.parent / "elsewhere")
    inside = tree.parent / "inside"
    inside.mkdir()
    (inside / "linked").symlink_to(tree.parent / "elsewhere/contrast-reactions")
    assert faults(inside) == ["linked:1: This is a symbolic link. Put the folder itself there."]


def test_a_file_that_became_a_link_is_not_kept(tmp_path: Path) -> None:
    make_picture(tmp_path / "a.png")
    files, flaws = read_files(tmp_path, [Named("a.png", "picture", Document.COURSE, ())])
    assert flaws == ()
    (tmp_path / "a.png").rename(tmp_path / "b.png")
    (tmp_path / "a.png").symlink_to("b.png")
    with pytest.raises(Changed):
        kept(tmp_path, files)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [COURSE, f"{CONTRAST}/posttest.yaml", "providers/riverside/provider.yaml"])
def test_a_document_is_read_no_further_than_it_may_be_long(tree: Path, name: str) -> None:
    with (tree / name).open("ab") as file:
        file.truncate(8_000_000_000)
    began = time.monotonic()
    assert f"{name}:1: This file is larger than 1 MB. Keep texts and questions in it only." in faults(tree)
    assert time.monotonic() - began < 30


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_document_that_is_no_file_is_not_opened(tree: Path, kind: str) -> None:
    (tree / COURSE).unlink()
    if kind == "pipe":
        os.mkfifo(tree / COURSE)
    else:
        (tree / COURSE).symlink_to("/dev/zero")
    said = "is not a plain file" if kind == "pipe" else "is a symbolic link or lies behind one"
    assert f"{COURSE}:1: course.yaml {said}. Put the file itself there." in faults(tree)


@pytest.mark.django_db
def test_a_provider_folder_without_end_is_not_walked_to_it(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("paths", "providers"):
        monkeypatch.setattr(f"credence.publishing.folder.{module}.MOST_FILES", 3)
    for number in range(9):
        (tree / f"providers/riverside/{number}.txt").write_text("x")
    told = faults(tree)
    assert "providers/riverside/provider.yaml:1: The folder holds more than 3 files. Is it the right one?" in told
    assert len([each for each in told if "not used" in each]) <= 3


def test_a_folder_of_very_many_files_is_listed_to_the_most_and_one(tmp_path: Path) -> None:
    for number in range(paths.MOST_FILES + 50):
        (tmp_path / f"{number}.txt").touch()
    assert len(list(paths.files_in(tmp_path))) == paths.MOST_FILES + 1


BOMBS = {
    "aliases": "a: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b]",
    "merged": "a: &a {b: 1}\nc: {<<: *a}",
    "nested lists": "[" * 500_000,
    "nested mappings": "{a: " * 200_000,
    "nested lines": "".join("- " for _ in range(400_000)),
    "questions": "? " * 400_000,
    "a tag": "!!python/object/apply:os.system ['true']",
    "a tag of ours": "a: !!binary aGk=",
    "a second document": "a: b\n---\nc: d",
    "the same key": "a: b\na: c",
    "the same key in other words": "a: b\n'a': c",
    "no key": "? [a]\n: b",
}


@pytest.mark.parametrize("name", BOMBS)
def test_yaml_that_says_more_than_it_holds_is_refused_soon(name: str) -> None:
    began = time.monotonic()
    source, told = load(BOMBS[name].encode(), "a.yaml")
    flaws = () if source.data is None else fit(Document.COURSE, source.data, CourseDocument)[1]
    assert told or flaws
    assert time.monotonic() - began < 60
    assert loading.LARGEST == 1_000_000


@pytest.mark.parametrize("number", ["9" * 5000, "1e400", "0x" + "f" * 4000, "1_000", "-1", "٣", "10000000000"])
def test_a_number_is_a_few_plain_digits(number: str) -> None:
    for place, shape in (("estimated_minutes", CourseDocument), ("claim_days", ProviderDocument)):
        _, flaws = fit(Document.COURSE, {place: number}, shape)
        assert [flaw.code for flaw in flaws if flaw.place == (place,)] == ["whole"]
