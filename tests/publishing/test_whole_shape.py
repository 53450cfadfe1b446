"""All that a course can say of itself reaches its rows, and comes back from them."""

import datetime as dt
from pathlib import Path

import pytest
from PIL import Image

from credence.assessment.models import Posttest
from credence.catalog.models import AiUse, Chapter, CourseVersion, CreditOffer, Faculty, Topic
from credence.publishing.folder.exporting import export_course
from credence.publishing.folder.importing import import_folders
from tests.media.clips import make_picture
from tests.publishing.samples import CONTRAST, edit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
MORE = """
made_from:
  kind: live-recording
  title: Grand rounds
  held_on: 2026-01-05
  reference_numbers: [MAE0000001]
ai_uses:
  - kind: caption
    of: recognize
    tool: Scribe
    version: "4.1"
    used_on: 2026-01-06
    task: First draft of the captions
    checked_by: Mei Chen, MD
    checked_on: 2026-01-07
  - {kind: text, of: summary, tool: Speller, version: "9", used_on: 2026-01-06, task: Spelling, spelling_only: true}
"""


@pytest.fixture
def whole(tree: Path) -> Path:
    """Return the sample tree whose first course says all that can be said."""
    course = tree / CONTRAST / "course.yaml"
    edit(course, "role: planner,", "role: planner, portrait: images/ortiz.jpg,")
    edit(course, "alt: A CT control room}", "decorative: true}")
    edit(course, "    poster: ", "    poster_alt: A wheal\n    preview: true\n    poster: ")
    edit(course, "reference_number: 00123456", "reference_number: 00123456\n    pool_agreed_on: 2026-01-12")
    course.write_text(course.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    edit(tree / CONTRAST / "posttest.yaml", "shuffle_options: true", "shuffle_options: true\npool: {treat: 2}")
    edit(tree / "topics.yaml", "radiology: Radiology", "radiology: {name: Radiology, synonyms: [imaging, X-rays]}")
    make_picture(tree / CONTRAST / "images/ortiz.jpg", color="gray")
    return tree


def version() -> CourseVersion:
    """Return the version of the course."""
    return CourseVersion.objects.get(course__slug="contrast-reactions")


def test_it_reaches_the_rows(whole: Path) -> None:
    import_folders([whole], by="dana", now=NOW)
    made = version()
    assert (made.made_from, made.made_from_title, made.recorded_on) == (
        "live-recording",
        "Grand rounds",
        dt.date(2026, 1, 5),
    )
    assert (made.cover and made.cover.name, made.cover_alt, made.measured_minutes) == ("cover.jpg", "", 57)
    film = Chapter.objects.get(version=made, slug="recognize")
    assert (film.poster_alt, film.preview, film.measured_minutes, film.minutes) == ("A wheal", True, 1, 20)
    portraits = Faculty.objects.filter(version=made).values_list("key", "portrait__name", "portrait__width")
    assert list(portraits) == [("chen", None, None), ("ortiz", "ortiz.jpg", 32)]
    assert CreditOffer.objects.get(version=made, credit_type="arrt-a").pool_agreed_on == dt.date(2026, 1, 12)
    assert Posttest.objects.get(version=made).pool == {"treat": 2}
    assert Topic.objects.get(slug="radiology").synonyms == ["imaging", "X-rays"]


def test_each_use_of_a_tool_is_kept_and_told_but_what_only_spells(whole: Path) -> None:
    import_folders([whole], by="dana", now=NOW)
    uses = AiUse.objects.filter(version=version())
    assert list(uses.values_list("kind", "of", "tool", "tool_version", "checker", "spelling_only")) == [
        ("caption", "recognize", "Scribe", "4.1", "Mei Chen, MD", False),
        ("text", "summary", "Speller", "9", "", True),
    ]
    course = version().course
    assert course.current_front_matter
    assert [use["tool"] for use in course.current_front_matter.document["ai_uses"]] == ["Scribe"]


def test_importing_an_export_of_it_changes_nothing(whole: Path, tmp_path: Path) -> None:
    import_folders([whole], by="dana", now=NOW)
    export_course("contrast-reactions", tmp_path / "out")
    outcomes = import_folders([tmp_path / "out"], by="dana", now=NOW)
    assert [outcome.result for outcome in outcomes] == ["unchanged", "unchanged"]
    assert Topic.objects.get(slug="radiology").synonyms == ["imaging", "X-rays"]


def test_a_picture_is_exported_as_it_is_shown_and_changes_nothing_on_import(tree: Path, tmp_path: Path) -> None:
    cover, exif = tree / CONTRAST / "images/cover.jpg", Image.Exif()
    exif[0x0112], exif[0x013B] = 6, "Boston"
    Image.new("RGB", (40, 30), "navy").save(cover, exif=exif)
    import_folders([tree], by="dana", now=NOW)
    export_course("contrast-reactions", tmp_path / "out")
    exported = tmp_path / "out" / CONTRAST / "images/cover.jpg"
    with Image.open(exported) as shown:
        assert (shown.size, dict(shown.getexif())) == ((30, 40), {})
    assert {each.result for each in import_folders([tmp_path / "out"], by="dana", now=NOW)} == {"unchanged"}
    assert {each.result for each in import_folders([tree], by="dana", now=NOW)} == {"unchanged"}
