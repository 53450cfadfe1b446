"""What an offer asks and promises is told in one place, and never less than its type asked when it began."""

import datetime as dt

import pytest

from credence.catalog.actions import VersionContent, add_version
from credence.catalog.models import CreditOffer
from credence.catalog.queries.terms import terms_of, terms_of_version, type_of
from tests.factories.catalog import make_course, make_offer, make_provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return make_course().current_version


def test_the_type_of_an_offer_is_the_one_in_force_when_it_began(version):
    offer = make_offer(version, valid_from=dt.date(2017, 9, 29))
    assert type_of(offer).valid_from == dt.date(2017, 9, 29)


@pytest.mark.parametrize(
    ("mark", "limit", "effective"), [(50, 5, (75, 3)), (50, None, (75, 3)), (75, 3, (75, 3)), (80, 1, (80, 1))]
)
def test_mark_and_attempts_are_never_laxer_than_the_type_asks(version, mark, limit, effective):
    terms = terms_of(make_offer(version, "arrt-a", pass_mark=mark, attempt_limit=limit))
    assert (terms.pass_mark, terms.attempt_limit) == effective


@pytest.mark.parametrize(("code", "required"), [("ama-pra-1", True), ("arrt-a", False)])
def test_the_evaluation_cannot_be_switched_off_where_the_type_locks_it(version, code, required):
    assert terms_of(make_offer(version, code, evaluation_required=False)).evaluation_required is required


def test_the_first_day_is_that_of_certification_or_of_the_term_whichever_is_later(version):
    days = dt.date(2026, 3, 1), dt.date(2026, 3, 2)
    one = make_offer(version, "arrt-a", certified_on=days[0], valid_from=days[1])
    other = make_offer(version, "ancc", certified_on=days[1], valid_from=days[0])
    assert (terms_of(one).first, terms_of(other).first) == (days[1], days[1])


def test_what_a_provider_changes_later_changes_no_offer(version):
    offer = make_offer(version)
    provider = version.provider
    provider.time_zone, provider.claim_days = "Pacific/Honolulu", 30
    provider.save()
    terms = terms_of(CreditOffer.objects.get(pk=offer.pk))
    assert (terms.zone, terms.claim_days) == ("America/New_York", 0)


def test_an_offer_is_written_with_what_its_provider_has_on_that_day(version):
    provider = make_provider("honolulu", time_zone="Pacific/Honolulu", claim_days=30)
    columns = {
        each.name: getattr(version, each.name)
        for each in version._meta.fields
        if each.name not in {"id", "course", "line", "number", "published_at"}
    }
    offer = {
        "provider": provider,
        "credit_type": "ama-pra-1",
        "amount": 1,
        "certified_on": version.released_on,
        "valid_from": version.released_on,
        "valid_to": version.expires_on,
        "pass_mark": 70,
    }
    content = VersionContent(
        version=columns, topics={}, objectives=[], faculty=[], support=[], chapters=[], offers=[offer]
    )
    second = add_version(course=version.course, content=content, now=version.published_at)
    (terms,) = terms_of_version(second)
    assert (terms.zone, terms.claim_days) == ("Pacific/Honolulu", 30)


def test_the_terms_of_a_version_come_the_largest_first_in_one_query(version, django_assert_num_queries):
    for code, amount in (("arrt-a", "1.00"), ("ama-pra-1", "1.50"), ("ancc", "1.00")):
        make_offer(version, code, amount)
    with django_assert_num_queries(1):
        found = terms_of_version(version)
    assert [each.type.code for each in found] == ["ama-pra-1", "ancc", "arrt-a"]


def test_participation_is_for_those_whom_the_course_offers_no_other_credit(version):
    for code in ("ama-pra-1", "arrt-a", "participation"):
        make_offer(version, code)
    found = {each.type.code: each for each in terms_of_version(version)}
    participation = found["participation"]
    assert (participation.is_open_to({"nurse"}), participation.is_open_to({"sonographer"})) == (True, False)
    assert (participation.is_open_to({"nurse", "physician"}), found["ama-pra-1"].served) == (False, frozenset())
