"""credence.catalog.actions."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from credence.audit.models import Event
from credence.catalog.actions import (
    AlreadyOffered,
    AlreadyWithdrawn,
    NoSuchCredit,
    OfferElsewhere,
    RepeatReasonMissing,
    VersionContent,
    WithdrawalReasonMissing,
    add_version,
    declare_twin,
    locked_course,
    name_topics,
    offer_credit_again,
    publish_version,
    put_provider,
    renew_front_matter,
    set_repeat_rule,
    withdraw_credit,
)
from credence.catalog.models import (
    AccreditingProvider,
    Course,
    CourseVersion,
    Facet,
    Listing,
    Publication,
    RepeatRule,
    Statement,
    Topic,
    Withdrawal,
)
from credence.catalog.queries.withdrawals import offers_as_they_stand, withdrawn_since
from credence.catalog.rules.credit_types import Once
from tests.factories.catalog import make_course, make_provider
from tests.factories.credit import make_accredited_course

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)
DETAILS = {
    "name": "Riverside Medical Center",
    "short_name": "Riverside",
    "address": "1 Main St",
    "email": "cme@riverside.example",
    "time_zone": "America/New_York",
    "signatory_name": "Dana Reyes, MD",
    "signatory_title": "Director",
}
TEXTS = [("accreditation", "", "We are accredited.")]


def put(texts: list[tuple[str, str, str]] = TEXTS, **details: Any) -> bool:
    """Write Riverside."""
    return put_provider(slug="riverside", details={**DETAILS, **details}, statements=texts, by="dana", now=NOW)


def content(provider: AccreditingProvider, **values: Any) -> VersionContent:
    """Return the least content of a version."""
    columns: dict[str, Any] = {
        "provider": provider,
        "title": "Sepsis",
        "estimated_minutes": 60,
        "released_on": dt.date(2026, 1, 2),
        "expires_on": dt.date(2028, 12, 31),
        "price": Decimal(0),
        "pass_mark": 70,
        "learning_format": "other",
        "source": {},
        "source_sha256": "0" * 64,
    }
    return VersionContent(
        version={**columns, **values}, topics={}, objectives=(), faculty=(), support=(), chapters=(), offers=()
    )


def test_a_provider_is_written_once_and_changed_only_by_a_change() -> None:
    assert put() is True
    assert put() is False
    assert put(short_name="RMC") is True
    assert AccreditingProvider.objects.get().short_name == "RMC"
    assert list(Event.objects.values_list("action", "details")) == [
        ("provider.created", {"fields": [], "statements": ["accreditation"]}),
        (
            "provider.changed",
            {"fields": ["short_name"], "short_name": {"old": "Riverside", "new": "RMC"}, "statements": []},
        ),
    ]


def test_another_text_is_another_version_and_the_old_one_stays() -> None:
    put()
    assert put([("accreditation", "", "We are accredited again.")]) is True
    assert put([("accreditation", "", "We are accredited again.")]) is False
    assert put([]) is False
    assert list(Statement.objects.order_by("version").values_list("version", "text")) == [
        (1, "We are accredited."),
        (2, "We are accredited again."),
    ]


def test_publishing_moves_the_pointers_and_logs_it() -> None:
    provider = make_provider()
    course = locked_course(slug="sepsis", now=NOW)
    assert (course.current_version, course.created_at) == (None, NOW)
    first = add_version(course=course, content=content(provider), now=NOW)
    course.refresh_from_db()
    assert (first.number, course.current_version) == (1, None)
    publish_version(version=first, by="dana", now=NOW)
    second = add_version(course=course, content=content(provider, title="Sepsis now"), now=NOW)
    publish_version(version=second, by="dana", now=NOW)
    course.refresh_from_db()
    assert (course.current_version, second.number) == (second, 2)
    assert course.current_front_matter
    assert course.current_front_matter.document["title"] == "Sepsis now"
    assert list(Publication.objects.order_by("pk").values_list("version__number", "previous__number", "by")) == [
        (1, None, "dana"),
        (2, 1, "dana"),
    ]


def test_a_version_never_changes() -> None:
    make_course()
    with pytest.raises(Exception, match="never changed"):
        CourseVersion.objects.update(title="Other")


def test_front_matter_is_renewed_only_when_it_changed() -> None:
    course = make_course()
    assert renew_front_matter(course=course, by="dana", now=NOW) is True
    assert renew_front_matter(course=course, by="dana", now=NOW) is False
    assert list(Event.objects.values_list("action", flat=True)) == ["course.front-matter-renewed"]


def test_a_course_that_was_never_published_has_no_front_matter_to_renew() -> None:
    course = locked_course(slug="sepsis", now=NOW)
    assert renew_front_matter(course=course, by="dana", now=NOW) is False


def test_a_change_of_the_provider_is_shown_in_its_courses_only() -> None:
    ours, theirs = make_course("ours"), make_course("theirs", provider=make_provider("lakeside"))
    for course in (ours, theirs):
        renew_front_matter(course=course, by="dana", now=NOW)
    put(name="Riverside Health")
    shown = dict(Course.objects.values_list("slug", "current_front_matter__number"))
    assert shown == {"ours": 3, "theirs": 2}


def test_topics_get_their_names() -> None:
    Topic.objects.create(slug="ct", name="Ct")
    names = {"ct": {"name": "CT", "synonyms": ["CAT scan"]}, "mri": {"name": "MRI", "synonyms": []}}
    assert name_topics(names=names) == 2
    assert name_topics(names=names) == 0
    found = {topic.slug: {"name": topic.name, "synonyms": topic.synonyms} for topic in Topic.objects.all()}
    assert found == names


def test_credit_is_withdrawn_once_and_for_a_reason() -> None:
    course = make_course()
    withdrawal = withdraw_credit(course=course, by="dana", reason=" Outdated. ", now=NOW)
    with pytest.raises(AlreadyWithdrawn):
        withdraw_credit(course=course, by="dana", reason="Again.", now=LATER)
    assert (withdrawal.offer, withdrawal.at, withdrawal.by, withdrawal.reason) == (None, NOW, "dana", "Outdated.")
    assert withdrawn_since(version_of(course)) == NOW
    assert list(Event.objects.values_list("action", "actor", "reason")) == [
        ("course.credit-withdrawn", "dana", "Outdated.")
    ]


@pytest.mark.parametrize("reason", ["", " \n"])
def test_credit_is_neither_withdrawn_nor_offered_again_without_a_reason(reason: str) -> None:
    course = make_course()
    with pytest.raises(WithdrawalReasonMissing):
        withdraw_credit(course=course, by="dana", reason=reason, now=NOW)
    withdrawal = withdraw_credit(course=course, by="dana", reason="Outdated.", now=NOW)
    with pytest.raises(WithdrawalReasonMissing):
        offer_credit_again(withdrawal=withdrawal, by="dana", reason=reason, now=LATER)
    assert Withdrawal.objects.get().taken_back_at is None


def test_a_withdrawal_is_taken_back_once_and_the_credit_can_be_withdrawn_again() -> None:
    course = make_course()
    withdrawal = withdraw_credit(course=course, by="dana", reason="Outdated.", now=NOW)
    offer_credit_again(withdrawal=withdrawal, by="robin", reason="It was not.", now=LATER)
    assert withdrawn_since(version_of(course)) is None
    with pytest.raises(AlreadyOffered):
        offer_credit_again(withdrawal=withdrawal, by="robin", reason="Again.", now=LATER)
    withdraw_credit(course=course, by="dana", reason="It was.", now=LATER)
    columns = ("at", "by", "reason", "taken_back_at", "taken_back_by", "taken_back_reason")
    assert list(Withdrawal.objects.order_by("pk").values_list(*columns)) == [
        (NOW, "dana", "Outdated.", LATER, "robin", "It was not."),
        (LATER, "dana", "It was.", None, "", ""),
    ]
    assert list(Event.objects.values_list("action", "actor", "reason")) == [
        ("course.credit-withdrawn", "dana", "Outdated."),
        ("course.credit-offered-again", "robin", "It was not."),
        ("course.credit-withdrawn", "dana", "It was."),
    ]


def test_a_withdrawal_that_was_taken_back_is_listed_with_the_old_last_day() -> None:
    course = make_course()
    before = Listing.objects.values_list("closes_at", "withdrawn_at").get()
    withdrawal = withdraw_credit(course=course, by="dana", reason="Outdated.", now=NOW)
    assert Listing.objects.values_list("closes_at", "withdrawn_at").get() == (NOW, NOW)
    offer_credit_again(withdrawal=withdrawal, by="robin", reason="It was not.", now=LATER)
    assert Listing.objects.values_list("closes_at", "withdrawn_at").get() == before


def test_one_offer_is_withdrawn_and_the_others_stay() -> None:
    course = make_accredited_course()
    version = version_of(course)
    renew_front_matter(course=course, by="dana", now=NOW)
    arrt = version.credit_offers.get(credit_type="arrt-a")
    withdrawal = withdraw_credit(course=course, offer=arrt, by="dana", reason="Lapsed.", now=NOW)
    since = dict(offers_as_they_stand().values_list("credit_type", "withdrawn_at"))
    assert since == {"ama-pra-1": None, "arrt-a": NOW}
    assert withdrawn_since(version) is None
    assert announced(course) == ["ama-pra-1"]
    assert listed_credit() == ["ama-pra-1"]
    offer_credit_again(withdrawal=withdrawal, by="dana", reason="Renewed.", now=LATER)
    assert announced(course) == ["ama-pra-1", "arrt-a"]
    assert listed_credit() == ["ama-pra-1", "arrt-a"]


def test_a_course_whose_offers_were_withdrawn_one_by_one_gives_no_credit_since_the_last() -> None:
    course = make_accredited_course()
    for offer, at in zip(version_of(course).credit_offers.order_by("pk"), (LATER, NOW), strict=True):
        withdraw_credit(course=course, offer=offer, by="dana", reason="Lapsed.", now=at)
    assert withdrawn_since(version_of(course)) == LATER
    assert Listing.objects.get(course=course).withdrawn_at == LATER


def test_an_offer_of_another_course_is_not_withdrawn() -> None:
    course, other = make_accredited_course(), make_accredited_course("sepsis")
    offer = version_of(other).credit_offers.first()
    with pytest.raises(OfferElsewhere):
        withdraw_credit(course=course, offer=offer, by="dana", reason="Lapsed.", now=NOW)
    assert not Withdrawal.objects.exists()


def test_the_database_refuses_a_second_withdrawal_of_the_same_thing_and_any_other_change() -> None:
    course = make_accredited_course()
    offer = version_of(course).credit_offers.first()
    for thing in (None, offer):
        withdraw_credit(course=course, offer=thing, by="dana", reason="Lapsed.", now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Withdrawal.objects.create(course=course, offer=thing, at=LATER, by="dana", reason="Again")
    mine = Withdrawal.objects.filter(offer=None)
    changes: list[dict[str, object]] = [{"at": LATER}, {"by": "x"}, {"reason": "x"}, {"offer": offer}]
    for change in (*changes, {"taken_back_at": LATER}):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**change)
    mine.update(taken_back_at=LATER, taken_back_by="robin", taken_back_reason="No.")
    for change in ({"taken_back_at": None, "taken_back_by": "", "taken_back_reason": ""}, {"taken_back_by": "x"}):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            mine.update(**change)


def version_of(course: Course) -> CourseVersion:
    """Return the current version, read anew."""
    version = Course.objects.get(pk=course.pk).current_version
    assert version
    return version


def announced(course: Course) -> list[str]:
    """Return the credit types of the front matter."""
    shown = Course.objects.get(pk=course.pk).current_front_matter
    assert shown
    return sorted(each["type"] for each in shown.document["credits"])


def listed_credit() -> list[str]:
    """Return the credit types by which courses are found."""
    return sorted(Facet.objects.filter(kind="credit").values_list("value", flat=True))


# Twins, and credit that is given again (R44)


def contents() -> dict[str, str]:
    """Return which courses stand together, each group by the name of its first course."""
    found = list(Course.objects.order_by("pk").values_list("slug", "content"))
    first = {content: slug for slug, content in reversed(found)}
    return {slug: first[content] for slug, content in found}


def test_courses_are_no_twins_until_somebody_says_so() -> None:
    for slug in ("first", "second"):
        make_course(slug)
    assert contents() == {"first": "first", "second": "second"}


def test_twins_of_twins_are_twins() -> None:
    first, second, third, fourth = (make_course(slug) for slug in ("first", "second", "third", "fourth"))
    assert declare_twin(course=second, of=first, by="dana", now=NOW) is True
    assert declare_twin(course=fourth, of=third, by="dana", now=NOW) is True
    assert declare_twin(course=third, of=second, by="dana", now=NOW) is True
    assert contents() == dict.fromkeys(("first", "second", "third", "fourth"), "first")
    assert declare_twin(course=first, of=fourth, by="dana", now=NOW) is False
    events = Event.objects.filter(action="course.twin-declared").order_by("pk")
    assert [(each.actor, each.details) for each in events] == [
        ("dana", {"slug": "second", "of": "first"}),
        ("dana", {"slug": "fourth", "of": "third"}),
        ("dana", {"slug": "third", "of": "second"}),
    ]


def test_a_credit_is_given_again_only_for_a_reason_that_is_on_record() -> None:
    provider = make_provider()
    values: dict[str, Any] = {"provider": provider, "credit_type": "arrt-a", "once": Once.BIENNIUM, "by": "dana"}
    with pytest.raises(RepeatReasonMissing):
        set_repeat_rule(**values, reason=" ", now=NOW)
    with pytest.raises(NoSuchCredit):
        set_repeat_rule(**{**values, "credit_type": "arrt"}, reason="Approver's letter", now=NOW)
    assert not RepeatRule.objects.exists()
    set_repeat_rule(**values, reason="Approver's letter of 1 March", now=NOW)
    assert RepeatRule.objects.values_list("credit_type", "once", "by", "reason", "at").get() == (
        "arrt-a",
        "biennium",
        "dana",
        "Approver's letter of 1 March",
        NOW,
    )
    event = Event.objects.get()
    assert (event.action, event.reason, event.details) == (
        "provider.repeat-rule-set",
        "Approver's letter of 1 March",
        {"credit_type": "arrt-a", "once": "biennium"},
    )
