"""The demo catalog: valid whatever the day, and exactly what it is meant to show."""

import datetime as dt
import io
import shutil
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from credence.accounts.models import User
from credence.audit.models import Event
from credence.catalog.models import Course
from credence.catalog.rules.statements import fill
from credence.commerce.actions.orders import apply_coupon, open_order
from credence.commerce.models import Order
from credence.commerce.queries.coupons import batches, groups
from credence.commerce.queries.revenue import revenue
from credence.commerce.queries.waiting import Waiting, waiting
from credence.credit.models import Award
from credence.enrollment.models import Enrollment
from credence.journey.queries.standing import standings_of
from credence.kit.clock import now
from credence.outbox.models import Letter
from credence.project.demo.building import FRESH_FOR, Demo, build
from credence.project.demo.dates import WRITTEN_AS_OF, make_current, moved
from credence.project.demo.drawing import Undrawable
from credence.project.demo.filming import missing_encoders
from credence.project.demo.narration import Cue, cues, duration_ms, webvtt
from credence.project.demo.payments import COUPONS, COURSE
from credence.project.demo.people import PASSWORD
from credence.project.demo.sales import BUYERS
from credence.project.settings import ENV, ROOT
from credence.publishing.folder.courses import CourseFolder
from credence.publishing.folder.importing import check_folders, import_folders
from credence.publishing.folder.tree import Tree
from credence.publishing.manuscript.shape.posttest import ChoiceQuestion
from tests.house import films
from tests.media.conftest import media_folder
from tests.publishing.samples import copy_samples

__all__ = ["media_folder"]

pytestmark = pytest.mark.same
SOURCE = ROOT / "demo"
COURSES = (
    "contrast-reactions",
    "mri-safety",
    "opioid-prescribing",
    "radiation-protection",
    "safe-handoffs",
    "sepsis-first-hour",
    "telling-bad-news",
)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which this module builds; films are made already."""
    folder = tmp_path_factory.mktemp("var") / "demo"
    shutil.copytree(films.workshop() / "made", folder / "made")
    return folder


@pytest.fixture
def demo(workshop: Path) -> Demo:
    """Return the demo as of today."""
    return build(SOURCE, workshop, today=now().date())


@pytest.fixture(scope="module")
def read(workshop: Path, django_db_setup: None, django_db_blocker: Any) -> Tree:
    """Return the demo as the importer reads it."""
    tree = build(SOURCE, workshop, today=now().date()).tree
    with django_db_blocker.unblock():
        return check_folders([tree], now=now())


def noon(day: dt.date) -> dt.datetime:
    """Return a moment at which it is that day in every zone of the demo."""
    return dt.datetime.combine(day, dt.time(18), dt.UTC)


def offers(folder: CourseFolder) -> list[tuple[str, str, int | None]]:
    """Return type, amount and own pass mark of each credit."""
    return [(offer.type, str(offer.amount), offer.pass_mark) for offer in folder.manuscript.course.credit]


# What it shows


def test_every_course_shows_what_it_is_there_to_show(read: Tree) -> None:
    shown = {
        folder.manuscript.course.slug: (
            folder.manuscript.course.provider,
            [chapter.kind for chapter in folder.manuscript.course.chapters],
            offers(folder),
            str(folder.manuscript.course.price.amount),
            len(folder.manuscript.posttest.questions),
        )
        for folder in read.courses
    }
    half = ("0.50", None)
    assert shown == {
        "contrast-reactions": (
            "riverside",
            ["video", "video", "text", "text"],
            [("ama-pra-1", *half), ("arrt-a", "0.50", 75), ("participation", *half)],
            "0.00",
            15,
        ),
        "mri-safety": (
            "riverside",
            ["text", "text"],
            [("ama-pra-1", *half), ("arrt-a", *half), ("participation", *half)],
            "0.00",
            7,
        ),
        "opioid-prescribing": (
            "riverside",
            ["text", "pdf", "text"],
            [("ama-pra-1", "0.75", None), ("ancc", "0.75", None), ("participation", "0.75", None)],
            "45.00",
            10,
        ),
        "radiation-protection": (
            "riverside",
            ["text", "text", "text"],
            [("ama-pra-1", *half), ("arrt-a", *half), ("participation", *half)],
            "0.00",
            12,
        ),
        "safe-handoffs": (
            "lakeside",
            ["video", "text", "text"],
            [("ancc", *half), ("ama-pra-1", *half), ("participation", *half)],
            "0.00",
            10,
        ),
        "sepsis-first-hour": (
            "riverside",
            ["pdf", "text"],
            [("ama-pra-1", *half), ("ancc", *half), ("participation", *half)],
            "0.00",
            10,
        ),
        "telling-bad-news": ("riverside", ["text", "text"], [("ama-pra-1", "0.25", None)], "0.00", 7),
    }


def test_eleven_of_fifteen_pass_one_credit_of_the_contrast_course_and_not_the_other(read: Tree) -> None:
    course = read.courses[0].manuscript.course
    assert (course.slug, course.requirements.pass_mark, course.requirements.attempts) == ("contrast-reactions", 70, 3)
    assert [mark * 15 <= 11 * 100 for mark in (70, 75)] == [True, False]


def test_every_question_says_why_and_where_and_what_it_measures(read: Tree) -> None:
    for folder in read.courses:
        objectives = {each.key for each in folder.manuscript.course.objectives}
        lengths = {
            each.slug: getattr(folder.manuscript.files.found.get(each.file), "duration_ms", None)
            for each in folder.manuscript.course.chapters
        }
        for question in folder.manuscript.posttest.questions:
            taught = question.taught_in
            assert taught is not None, question.key
            assert question.explanation, question.key
            assert question.objective in objectives, question.key
            length = lengths[taught.chapter]
            assert (taught.at is None) == (length is None), question.key
            assert (taught.at or 0) < (length or 1), question.key


def test_all_kinds_of_questions_and_a_picture_are_there(read: Tree) -> None:
    asked = [question for folder in read.courses for question in folder.manuscript.posttest.questions]
    assert {question.kind for question in asked} == {"single", "multiple", "true-false"}
    assert [question.key for question in asked if question.picture] == ["forearm", "side"]
    assert all(isinstance(question, ChoiceQuestion) for question in asked if question.picture)


def test_two_providers_differ_in_form_statement_signatory_and_zone(read: Tree) -> None:
    lakeside, riverside = (folder.manuscript.provider for folder in read.providers)
    assert (lakeside.slug, lakeside.time_zone, riverside.slug, riverside.time_zone) == (
        "lakeside",
        "America/Chicago",
        "riverside",
        "America/New_York",
    )
    assert lakeside.signatory != riverside.signatory
    assert "jointly accredited" in lakeside.statements[0].text
    assert [list(folder.manuscript.forms) for folder in read.providers] == [["team-2026"], ["cme-2026"]]
    assert all(
        any(item.when for item in form.items) for each in read.providers for form in each.manuscript.forms.values()
    )


def test_every_bracket_of_a_statement_is_filled(read: Tree) -> None:
    values = defaultdict(lambda: "filled")
    for folder in read.providers:
        assert [each.text for each in folder.manuscript.provider.statements if "[" in fill(each.text, values)] == []


def test_the_paid_course_declares_its_support_and_is_provided_jointly(read: Tree) -> None:
    course = next(
        folder.manuscript.course for folder in read.courses if folder.manuscript.course.slug == "opioid-prescribing"
    )
    assert course.joint_provider.name == "Harbor Pain Foundation"
    assert [(gift.company, gift.kind) for gift in course.commercial_support] == [
        ("Northfield Biosciences", "grant"),
        ("Meridian Devices", "in-kind"),
    ]


def test_films_are_short_and_captioned_to_their_end(read: Tree) -> None:
    for folder in read.courses:
        for chapter in folder.manuscript.course.chapters:
            if chapter.kind == "video":
                length = folder.manuscript.files.found[chapter.file].duration_ms or 0
                last = folder.manuscript.files.cues[chapter.captions][-1].end_ms
                assert 20_000 <= length <= 45_000
                assert length - 1000 <= last <= length


def test_nothing_binary_is_kept_with_the_sources() -> None:
    for path in SOURCE.rglob("*"):
        if path.is_file():
            path.read_text(encoding="utf-8")


# Days that do not rot


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2026-11-24", "2028-02-29", "2031-12-31", "2044-03-01"])
def test_the_demo_is_valid_on_any_day_with_one_course_expired(workshop: Path, day: str) -> None:
    today = dt.date.fromisoformat(day)
    tree = check_folders([build(SOURCE, workshop, today=today).tree], now=noon(today))
    expired = [
        folder.manuscript.course.slug for folder in tree.courses if folder.manuscript.course.dates.expires < today
    ]
    assert (expired, [folder.manuscript.course.slug for folder in tree.courses]) == (["mri-safety"], list(COURSES))
    late = today + FRESH_FOR
    assert all(
        offer.valid.to > late
        for each in tree.courses
        if each.manuscript.course.slug not in expired
        for offer in each.manuscript.course.credit
    )


@pytest.mark.django_db
def test_a_demo_grown_old_is_renewed_as_new_versions_that_the_rules_allow(workshop: Path) -> None:
    today = now().date()
    (workshop / "stamp.json").unlink(missing_ok=True)
    first = import_folders([build(SOURCE, workshop, today=today).tree], by="test", now=noon(today))
    assert {outcome.result for outcome in first} == {"new"}
    last_day = today + FRESH_FOR
    assert build(SOURCE, workshop, today=last_day).digest == build(SOURCE, workshop, today=today).digest
    later = last_day + dt.timedelta(days=1)
    second = import_folders([build(SOURCE, workshop, today=later).tree], by="test", now=noon(later))
    assert [(outcome.slug, outcome.result) for outcome in second if outcome.kind == "course"] == [
        (slug, "changed") for slug in COURSES
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2026-11-24", "2031-12-31"])
def test_the_sample_courses_can_be_made_current(tmp_path: Path, day: str) -> None:
    today = dt.date.fromisoformat(day)
    tree = copy_samples(tmp_path / "tree")
    make_current(tree, today)
    read = check_folders([tree], now=noon(today))
    assert [folder.manuscript.course.dates.expires > today for folder in read.courses] == [True, True]


def test_days_are_moved_and_nothing_else() -> None:
    text = "released: 2026-01-15, reference 2026-1234-99, 0.50, 2028-02-28"
    assert moved(text, 1) == "released: 2026-01-16, reference 2026-1234-99, 0.50, 2028-02-29"
    assert dt.date(2026, 6, 1) == WRITTEN_AS_OF


# Building


def test_building_again_makes_nothing(workshop: Path, demo: Demo) -> None:
    said: list[str] = []
    before = demo.tree.stat().st_ino
    again = build(SOURCE, workshop, today=now().date(), say=said.append)
    assert (again, again.tree.stat().st_ino, said) == (demo, before, [])


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    """Return sources with one drawn course, and a workshop."""
    source = tmp_path / "source"
    shutil.copytree(
        SOURCE,
        source,
        ignore=lambda folder, names: set(names) - {"mri-safety"} if folder.endswith("demo/courses") else set(),
    )
    return source, tmp_path / "workshop"


def test_what_was_drawn_is_drawn_again_only_when_its_source_changes(small: tuple[Path, Path]) -> None:
    source, workshop = small
    said: list[str] = []
    build(source, workshop, today=now().date(), say=said.append)
    text = source / "courses/mri-safety/chapters/01-lines.md"
    text.write_text(text.read_text() + "\nMore.\n")
    tree = build(source, workshop, today=now().date(), say=said.append).tree
    assert said == ["Making mri-safety: cover.png"]
    assert (tree / "courses/mri-safety/chapters/01-lines.md").read_text().endswith("\nMore.\n")
    cover = source / "courses/mri-safety/_pictures/cover.typ"
    cover.write_text(cover.read_text() + "\n")
    build(source, workshop, today=now().date(), say=said.append)
    assert said == ["Making mri-safety: cover.png"] * 2


def test_a_source_that_cannot_be_drawn_leaves_the_demo_as_it_was(small: tuple[Path, Path]) -> None:
    source, workshop = small
    tree = build(source, workshop, today=now().date()).tree
    before = sorted(path.relative_to(tree) for path in tree.rglob("*"))
    (source / "courses/mri-safety/_pictures/cover.typ").write_text("#nothing-of-this-name")
    with pytest.raises(Undrawable, match=r"cover\.typ: unknown variable: nothing-of-this-name"):
        build(source, workshop, today=now().date())
    assert sorted(path.relative_to(tree) for path in tree.rglob("*")) == before
    assert sorted(path.name for path in workshop.iterdir()) == ["made", "tree"]


def test_captions_share_the_time_of_their_slide_and_break_at_commas() -> None:
    short, long = (
        "Look.",
        "Stop the injection, call for help, leave the line in, and check airway, breathing, and circulation.",
    )
    assert (duration_ms(short), duration_ms(long)) == (4000, 7400)
    assert cues([short, long]) == (
        Cue(0, 3700, "Look."),
        Cue(4000, 7839, "Stop the injection, call for help, leave the line in,"),
        Cue(7839, 11100, "and check airway, breathing, and circulation."),
    )


def test_captions_are_written_as_webvtt_in_two_lines() -> None:
    written = webvtt([Cue(0, 61_500, "Mild signs stay <1 h and then pass by themselves.")])
    assert written == "WEBVTT\n\n00:00:00.000 --> 00:01:01.500\nMild signs stay &lt;1 h and\nthen pass by themselves.\n"


def test_an_ffmpeg_without_h264_is_named() -> None:
    listed = " V....D mpeg4                MPEG-4 part 2\n A....D aac                  AAC (Advanced Audio Coding)\n"
    assert missing_encoders(listed) == ["libx264"]
    assert missing_encoders(listed + " V....D libx264              libx264 H.264\n") == []


# The command


@pytest.fixture
def run(workshop: Path, demo: Demo, settings: Any) -> Any:
    """Return a function that runs `credence demo` and returns what it printed."""
    settings.VAR = workshop.parent
    (workshop / "imported").unlink(missing_ok=True)

    def command() -> str:
        out = io.StringIO()
        call_command("demo", stdout=out)
        return out.getvalue()

    return command


def counts() -> dict[str, int]:
    """Return how many rows there are of what a demo writes."""
    return {each.__name__: each.objects.count() for each in (User, Course, Enrollment, Award, Event, Letter)}


@pytest.mark.django_db
def test_running_the_demo_twice_changes_nothing(run: Any) -> None:
    assert run().startswith("Reading ")
    before = counts()
    assert run().startswith("\nSign in at ")
    assert counts() == before
    assert (before["User"], before["Course"], before["Award"]) == (12, 7, 4)


@pytest.mark.django_db
def test_the_demo_is_imported_into_a_database_that_lacks_it(run: Any, workshop: Path, demo: Demo) -> None:
    (workshop / "imported").write_text(demo.digest)
    assert run().startswith("Reading ")
    assert Course.objects.count() == 7


@pytest.mark.django_db
def test_the_demo_learners_have_a_history(run: Any) -> None:
    run()
    related = ("learner", "course", "line__version__provider")
    standings = standings_of(list(Enrollment.objects.select_related(*related).order_by("pk")), now())
    steps = {(each.enrollment.learner.username, each.enrollment.course.slug): each.step.value for each in standings}
    assert steps == {
        ("physician", "radiation-protection"): "done",
        ("physician", "mri-safety"): "over",
        ("physician", "sepsis-first-hour"): "study",
        ("physician", "telling-bad-news"): "claim",
        ("technologist", "radiation-protection"): "done",
        ("nurse", "safe-handoffs"): "done",
        ("nurse", "sepsis-first-hour"): "done",
        ("amara", "opioid-prescribing"): "front-matter",
        ("jonas", "opioid-prescribing"): "front-matter",
        ("lucia", "opioid-prescribing"): "front-matter",
        ("henrik", "opioid-prescribing"): "front-matter",
        ("tom", "opioid-prescribing"): "front-matter",
    }
    awards = Award.objects.values_list("learner__username", "credit_type").order_by("pk")
    assert list(awards) == [
        ("physician", "ama-pra-1"),
        ("technologist", "arrt-a"),
        ("nurse", "ancc"),
        ("nurse", "ancc"),
    ]


@pytest.mark.django_db
def test_demo_accounts_sign_in_with_the_password_that_is_printed(run: Any) -> None:
    printed = run()
    assert f"with the password {PASSWORD}, as" in printed
    buyers = {each.username for each in BUYERS}
    users = {user.username: user for user in User.objects.exclude(username__in=buyers)}
    assert {name: user.check_password(PASSWORD) for name, user in users.items()} == dict.fromkeys(
        ("physician", "technologist", "nurse", "newcomer", "staff", "finance", "support"), True
    )
    assert [name for name, user in users.items() if user.is_staff] == ["staff", "finance", "support"]
    assert all(name in printed for name in users)


@pytest.mark.django_db
def test_the_demo_says_what_to_pay_with_and_the_coupons_count(run: Any) -> None:
    printed = run()
    for said in ("4012000098765439  999   Visa: is accepted", "371449635392376   9997  American Express: is refused"):
        assert said in printed
    order = open_order(learner=User.objects.get(username="nurse"), course=Course.objects.get(slug=COURSE), now=now())
    assert f"/courses/{COURSE}/checkout/" in printed
    assert {code: str(apply_coupon(order=order, code=code, now=now()).total) for code, _, _ in COUPONS} == {
        "TRY-HALF": "22.50",
        "TRY-FREE": "0.00",
    }
    assert all(code in printed for code, _, _ in COUPONS)


@pytest.mark.django_db
def test_the_back_office_of_the_demo_has_something_to_show(run: Any, settings: Any) -> None:
    settings.ENV = ENV.model_copy(update={"refund_limit": "40.00"})
    run()
    assert list(Order.objects.order_by("created_at").values_list("learner__username", "state", "paid_by", "total")) == [
        ("amara", "partly-refunded", "manual", Decimal("45.00")),
        ("jonas", "paid", "manual", Decimal("36.00")),
        ("lucia", "paid", "coupon", Decimal("0.00")),
        ("tom", "paid", "manual", Decimal("45.00")),
        ("henrik", "paid", "coupon", Decimal("0.00")),
    ]
    today = now().date()
    total = revenue(today - dt.timedelta(days=100), today, "USD").total
    price = total.price
    assert (price.list_price, price.discount, price.given_back, total.orders) == (
        Decimal("360.00"),
        Decimal("9.00"),
        Decimal("10.00"),
        3,
    )
    assert [(each.codes, each.used) for each in (*groups(), *batches())] == [(6, 2), (12, 1)]
    assert waiting(now()) == Waiting(approvals=1, by_hand=0, reviews=0, differences=0, uncertain=0, doubtful=0)


@pytest.mark.django_db
def test_there_is_no_demo_where_people_are_real(run: Any, settings: Any) -> None:
    settings.ENV = ENV.model_copy(update={"demo": False})
    with pytest.raises(CommandError, match="Set CREDENCE_DEMO=true"):
        run()
    assert not User.objects.exists()
