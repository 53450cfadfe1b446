"""credence.publishing.folder.importing: all or none, and nothing twice."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from credence.assessment.models import Option, Posttest, Question
from credence.audit.models import Event
from credence.catalog.models import (
    AccreditingProvider,
    Chapter,
    Course,
    CourseVersion,
    CreditOffer,
    Disclosure,
    Faculty,
    FrontMatter,
    Publication,
    Statement,
    Topic,
)
from credence.evaluation.models import CourseEvaluation, EvaluationForm
from credence.media.models import Asset
from credence.media.rules.files import Changed
from credence.publishing.folder import importing
from credence.publishing.folder.faults import FaultyFolder
from credence.publishing.folder.importing import import_folders
from credence.publishing.manuscript import actions
from credence.publishing.manuscript.actions import Outcome
from tests.publishing.samples import CONTRAST, HANDS, edit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
COURSE, POSTTEST = f"{CONTRAST}/course.yaml", f"{CONTRAST}/posttest.yaml"
PROVIDER, FORM = "providers/riverside/provider.yaml", "providers/riverside/evaluations/cme-2026.yaml"


def load(*folders: Path, now: dt.datetime = NOW) -> tuple[Outcome, ...]:
    """Import folders as Dana."""
    return import_folders(folders, by="dana", now=now)


def counts() -> dict[str, int]:
    """Return the number of rows of every table of ours."""
    return {
        model._meta.label: model.objects.count()  # type: ignore[attr-defined]
        for model in apps.get_models()
        if model.__module__.startswith("credence.")
    }


def contrast() -> CourseVersion:
    """Return the current version of the contrast course."""
    version = Course.objects.get(slug="contrast-reactions").current_version
    assert version
    return version


def files(folder: Path) -> set[str]:
    """Return the names of stored files."""
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_a_tree_brings_its_providers_courses_and_topics(tree: Path) -> None:
    assert load(tree) == (
        Outcome("provider", "riverside", "new"),
        Outcome("course", "contrast-reactions", "new", 1),
        Outcome("course", "hand-washing", "new", 1),
    )
    assert dict(Topic.objects.values_list("slug", "name")) == {
        "ct": "CT",
        "patient-safety": "Patient safety",
        "radiology": "Radiology",
    }
    provider = AccreditingProvider.objects.get()
    assert (provider.signatory_name, provider.provider_numbers) == ("Dana Reyes, MD", {"CEP": "0017001"})
    assert sorted(Statement.objects.values_list("kind", "credit_type", "version")) == [
        ("accreditation", "", 1),
        ("designation", "ama-pra-1", 1),
        ("joint-accreditation", "", 1),
    ]


def test_a_version_says_what_its_folder_says(tree: Path) -> None:
    load(tree)
    version = contrast()
    assert (version.number, version.title, version.price, version.currency, version.attempt_limit) == (
        1,
        "Contrast reactions: recognize and treat",
        Decimal("25.00"),
        "USD",
        3,
    )
    assert (version.released_on, version.reviewed_on, version.expires_on) == (
        dt.date(2026, 1, 15),
        dt.date(2026, 2, 1),
        dt.date(2028, 12, 31),
    )
    assert version.description_html == (
        "<p>A reaction can be <em>mild</em> or severe.</p>\n<ul>\n<li>see it</li>\n<li>treat it</li>\n</ul>\n"
    )
    assert (version.cover and version.cover.name, version.cover_alt) == ("cover.jpg", "A CT control room")
    assert [objective.key for objective in version.objectives.all()] == ["recognize", "treat"]
    assert list(Disclosure.objects.order_by("pk").values_list("faculty__name", "company", "relevant")) == [
        ("Mei Chen", "Acme Imaging", True),
        ("Mei Chen", "Other Corp", False),
    ]
    assert list(version.commercial_support.order_by("pk").values_list("company", "kind", "amount", "nature")) == [
        ("Acme Imaging", "grant", Decimal("5000.00"), ""),
        ("Other Corp", "in-kind", None, "loan of a scanner"),
    ]


def test_chapters_have_their_files_transcript_and_text(tree: Path) -> None:
    load(tree)
    video, pdf, text = Chapter.objects.filter(version=contrast())
    assert (video.slug, video.kind, video.minutes, video.position) == ("recognize", "video", 20, 1)
    assert (video.measured_minutes, video.extra_minutes, video.extra_reason) == (1, 19, "The video stops for thought.")
    assert [asset and asset.name for asset in (video.file, video.captions, video.poster)] == [
        "01-recognize.mp4",
        "01-recognize.vtt",
        "01-recognize.jpg",
    ]
    assert video.transcript == [[0, 1000, "A reaction can be mild."], [1000, 2000, "Chen: Or & severe."]]
    assert (pdf.file and pdf.file.pages, pdf.transcript, pdf.html) == (2, [], "")
    assert (text.file, text.html) == (None, "<h1>Summary</h1>\n<p>See it, treat it.</p>\n")


def test_an_offer_holds_the_stricter_of_its_marks_and_limits(tree: Path) -> None:
    load(tree)
    offers = CreditOffer.objects.filter(version=contrast()).order_by("pk")
    assert list(offers.values_list("credit_type", "pass_mark", "attempt_limit", "evaluation_required")) == [
        ("ama-pra-1", 70, 3, True),
        ("arrt-a", 75, 3, True),
        ("participation", 70, 3, False),
    ]
    assert offers[1].reference_number == "00123456"


def test_an_offer_that_says_no_mark_gets_that_of_its_credit_type(tree: Path) -> None:
    edit(tree / COURSE, "    pass_mark: 75\n    attempts: 3\n", "")
    load(tree)
    offer = CreditOffer.objects.get(version=contrast(), credit_type="arrt-a")
    assert (offer.pass_mark, offer.attempt_limit) == (75, 3)


def test_the_posttest_has_its_questions_in_order(tree: Path) -> None:
    load(tree)
    posttest = Posttest.objects.get(version=contrast())
    assert (posttest.shuffle_options, posttest.instructions) == (True, "Choose the best answer.")
    assert list(
        posttest.questions.values_list("key", "kind", "objective__key", "chapter__slug", "at_ms", "picture__name")
    ) == [
        ("q1", "single", "recognize", "recognize", 1500, "ct-urticaria.png"),
        ("q2", "multiple", "treat", "treat", None, None),
        ("q3", "true-false", "treat", None, None, None),
        ("q4", "true-false", "recognize", None, None, None),
        ("q5", "true-false", "treat", None, None, None),
    ]
    assert posttest.questions.get(key="q1").stem_html == "<p>What is <em>this</em>?</p>\n"
    assert list(
        Option.objects.filter(question__posttest=posttest)
        .order_by("question__position", "position")
        .values_list("question__key", "key", "text", "correct")
    ) == [
        ("q1", "a", "Urticaria", True),
        ("q1", "b", "no", False),
        ("q2", "a", "Epinephrine", True),
        ("q2", "b", "Waiting", False),
        ("q2", "c", "Oxygen", True),
        ("q3", "true", "True", False),
        ("q3", "false", "False", True),
        ("q4", "true", "True", True),
        ("q4", "false", "False", False),
        ("q5", "true", "True", True),
        ("q5", "false", "False", False),
    ]


def test_the_key_is_nowhere_but_in_the_options(tree: Path) -> None:
    load(tree)
    pages = json.dumps(
        [*CourseVersion.objects.values("source", "description_html"), *FrontMatter.objects.values("document")]
    )
    events = json.dumps([event.details for event in Event.objects.all()])
    for secret in ("correct", "answer", "Urticaria", "A wheal is urticaria", "Epinephrine"):
        assert secret not in pages
        assert secret not in events


def test_the_same_folder_again_writes_nothing(tree: Path, media_folder: Path) -> None:
    load(tree)
    before, stored = counts(), files(media_folder)
    assert [outcome.result for outcome in load(tree, now=LATER)] == ["unchanged"] * 3
    assert (counts(), files(media_folder)) == (before, stored)


def test_comments_order_and_layout_do_not_make_a_version(tree: Path) -> None:
    load(tree)
    text = (tree / COURSE).read_text()
    (tree / COURSE).write_text("# reviewed\n" + text.replace("format: 1\n", "") + "format: 1\n")
    edit(tree / COURSE, "{amount: 25, currency: USD}", '{currency: "USD", amount: "25.00"}')
    assert load(tree / CONTRAST) == (Outcome("course", "contrast-reactions", "unchanged", 1),)


CHANGES = {
    "summary": (COURSE, "summary: What", "summary: All"),
    "key": (POSTTEST, "answer: false", "answer: true"),
    "explanation": (POSTTEST, "explanation: A wheal", "explanation: The wheal"),
    "text": (f"{CONTRAST}/chapters/03-summary.md", "See it", "Find it"),
    "captions": (f"{CONTRAST}/chapters/01-recognize.vtt", "can be", "may be"),
    "dose": (f"{CONTRAST}/chapters/03-summary.md", "See it", "See 2 of it"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_makes_a_version_and_leaves_the_old_one_as_it_was(tree: Path, name: str) -> None:
    load(tree)
    first = contrast()
    edit(tree / CHANGES[name][0], *CHANGES[name][1:])
    assert load(tree, now=LATER) == (
        Outcome("provider", "riverside", "unchanged"),
        Outcome("course", "contrast-reactions", "changed", 2),
        Outcome("course", "hand-washing", "unchanged", 1),
    )
    second = contrast()
    assert (second.number, second.published_at) == (2, LATER)
    assert Posttest.objects.filter(version=first).exists()
    assert list(
        Publication.objects.filter(course=first.course).order_by("pk").values_list("version", "previous", "at", "by")
    ) == [(first.pk, None, NOW, "dana"), (second.pk, first.pk, LATER, "dana")]


def test_going_back_to_an_older_text_is_a_third_version(tree: Path) -> None:
    load(tree)
    edit(tree / COURSE, "summary: What", "summary: All")
    load(tree)
    edit(tree / COURSE, "summary: All", "summary: What")
    assert load(tree)[1] == Outcome("course", "contrast-reactions", "changed", 3)


def test_another_slug_is_another_course(tree: Path) -> None:
    load(tree)
    edit(tree / COURSE, "slug: contrast-reactions", "slug: contrast-reactions-2")
    assert load(tree)[1] == Outcome("course", "contrast-reactions-2", "new", 1)
    assert contrast().number == 1


def test_a_course_alone_uses_the_providers_that_are_here(tree: Path) -> None:
    load(tree / "providers")
    assert load(tree / CONTRAST, tree / HANDS) == (
        Outcome("course", "contrast-reactions", "new", 1),
        Outcome("course", "hand-washing", "new", 1),
    )


def test_front_matter_is_shown_again_only_when_it_changed(tree: Path) -> None:
    load(tree)
    course = Course.objects.get(slug="contrast-reactions")
    first = course.current_front_matter
    edit(tree / POSTTEST, "answer: false", "answer: true")
    load(tree)
    course.refresh_from_db()
    assert course.current_front_matter == first
    edit(tree / COURSE, "nature: consultant", "nature: speaker")
    load(tree)
    course.refresh_from_db()
    assert course.current_front_matter
    assert course.current_front_matter.number == 2
    edit(tree / COURSE, "nature: speaker", "nature: consultant")
    load(tree)
    course.refresh_from_db()
    assert course.current_front_matter == first
    assert FrontMatter.objects.filter(course=course).count() == 2


def test_a_new_statement_is_a_version_and_renews_the_front_matter_without_a_new_course_version(tree: Path) -> None:
    load(tree)
    edit(tree / PROVIDER, "education for physicians.\n", "education for physicians and teams.\n")
    assert load(tree) == (
        Outcome("provider", "riverside", "changed"),
        Outcome("course", "contrast-reactions", "unchanged", 1),
        Outcome("course", "hand-washing", "unchanged", 1),
    )
    texts = Statement.objects.filter(kind="accreditation").order_by("version").values_list("version", "text")
    assert [(number, text.endswith("teams.")) for number, text in texts] == [(1, False), (2, True)]
    shown = Course.objects.get(slug="contrast-reactions").current_front_matter
    assert shown
    assert (shown.number, shown.document["statements"][0]["text"].endswith("teams.")) == (2, True)


def test_a_new_form_is_a_version_and_the_course_takes_it_with_a_new_version(tree: Path) -> None:
    load(tree)
    edit(tree / FORM, "text: Overall", "text: All in all")
    assert load(tree) == (
        Outcome("provider", "riverside", "changed"),
        Outcome("course", "contrast-reactions", "changed", 2),
        Outcome("course", "hand-washing", "unchanged", 1),
    )
    assert list(EvaluationForm.objects.order_by("version").values_list("slug", "version")) == [
        ("cme-2026", 1),
        ("cme-2026", 2),
    ]
    assert list(
        CourseEvaluation.objects.order_by("version__number").values_list("version__number", "form__version")
    ) == [
        (1, 1),
        (2, 2),
    ]


def test_what_was_done_is_on_record(tree: Path) -> None:
    load(tree)
    assert list(Event.objects.values_list("action", "actor", "at")) == [
        ("provider.created", "dana", NOW),
        ("evaluation-form.added", "dana", NOW),
        *[(action, "dana", NOW) for action in ("posttest.added", "evaluations.asked", "course.published") * 2],
    ]
    event = Event.objects.get(details__slug="contrast-reactions")
    version = contrast()
    assert event.subject_id == version.course.public_id
    assert event.details == {
        "slug": "contrast-reactions",
        "version": 1,
        "previous": None,
        "source_sha256": version.source_sha256,
        "front_matter": 1,
    }


def test_faults_leave_no_row_and_no_file(tree: Path, media_folder: Path) -> None:
    before = counts()
    edit(tree / HANDS / "posttest.yaml", "objective: wash", "objective: dry")
    with pytest.raises(FaultyFolder):
        load(tree)
    assert (counts(), files(media_folder)) == (before, set())


def test_an_import_that_breaks_off_leaves_no_row(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = counts()
    publish = actions.publish_version

    def breaks_on_the_second(**values: Any) -> Any:
        if values["version"].course.slug == "hand-washing":
            raise ConnectionError
        return publish(**values)

    monkeypatch.setattr(actions, "publish_version", breaks_on_the_second)
    with pytest.raises(ConnectionError):
        load(tree)
    assert counts() == before
    monkeypatch.undo()
    assert [outcome.result for outcome in load(tree)] == ["new"] * 3


def test_a_file_that_changes_while_it_is_imported_stops_everything(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, check = counts(), importing.check_folders

    def meddles(*args: Any, **values: Any) -> Any:
        checked = check(*args, **values)
        (tree / CONTRAST / "chapters/02-treat.pdf").write_bytes(b"%PDF-other")
        return checked

    monkeypatch.setattr(importing, "check_folders", meddles)
    with pytest.raises(Changed):
        load(tree)
    assert counts() == before


def test_the_same_file_in_two_courses_is_stored_once(tree: Path) -> None:
    (tree / HANDS / "cover.jpg").write_bytes((tree / CONTRAST / "images/cover.jpg").read_bytes())
    edit(tree / HANDS / "course.yaml", "topics:", "cover: {file: cover.jpg, alt: Hands}\ntopics:")
    load(tree)
    version = Course.objects.get(slug="hand-washing").current_version
    assert version
    assert version.cover == contrast().cover
    assert Asset.objects.count() == len(Asset.objects.values("sha256").distinct())


def test_an_expiry_is_extended_by_a_recorded_review_only(tree: Path) -> None:
    load(tree)
    edit(tree / HANDS / "course.yaml", "expires: 2027-01-14", "expires: 2028-01-14")
    with pytest.raises(FaultyFolder) as refusal:
        load(tree)
    assert [fault.sentence for fault in refusal.value.faults if not fault.warns] == [
        (
            "`expires`: The expiry was 2027-01-14 and may be extended only after a new review. "
            "Say when it was reviewed. (R5)"
        )
    ]
    edit(tree / HANDS / "course.yaml", "released: 2026-01-15,", "released: 2026-01-15, reviewed: 2026-02-20,")
    edit(tree / HANDS / "course.yaml", "price:", "review: {by: Dana Reyes, outcome: current}\nprice:")
    assert load(tree)[2] == Outcome("course", "hand-washing", "changed", 2)


def test_credit_certified_today_in_the_providers_zone_is_imported_and_not_a_minute_earlier(tree: Path) -> None:
    edit(tree / COURSE, "certified_on: 2026-01-12", "certified_on: 2026-01-15")
    midnight = dt.datetime(2026, 1, 15, 5, tzinfo=dt.UTC)
    edit(tree / COURSE, "reviewed: 2026-02-01, ", "")
    with pytest.raises(FaultyFolder) as refusal:
        load(tree, now=midnight - dt.timedelta(minutes=1))
    assert [fault.sentence for fault in refusal.value.faults if not fault.warns] == [
        "`certified_on`: The credit is certified on a day to come. Publish the course on that day or later. (R19)"
    ]
    assert load(tree, now=midnight)[1].result == "new"


def test_faculty_keep_their_order_and_key(tree: Path) -> None:
    load(tree)
    people = Faculty.objects.filter(version=contrast()).values_list("key", "position", "role", "disclosed_on")
    assert list(people) == [
        ("chen", 1, "author", dt.date(2025, 12, 1)),
        ("ortiz", 2, "planner", dt.date(2025, 12, 2)),
    ]
    assert Question.objects.filter(posttest__version=contrast()).count() == 5
