"""Who has earned what, in a fixed number of queries."""

import datetime as dt
from decimal import Decimal

import pytest

from credence.accounts.enums import Profession
from credence.catalog.actions import renew_front_matter, withdraw_credit
from credence.catalog.models import FrontMatter
from credence.catalog.queries.terms import terms_of
from credence.credit.actions import complete_certificate, reissue, revoke
from credence.credit.enums import Status
from credence.credit.queries import (
    Total,
    awards_of,
    certificate_of,
    current_certificate,
    known_of,
    people_of,
    preflight,
    preflight_of,
    replacement_of,
    status_of,
    totals_of,
    transcript_of,
    verdicts_for,
    verdicts_for_many,
    verification_of,
    verification_of_file,
)
from credence.credit.rules import Held, Missing
from credence.enrollment.models import Enrollment
from tests.factories.accounts import JOINED, make_identifier, make_learner, make_user
from tests.factories.assessment import make_attempt
from tests.factories.catalog import make_course, make_offer, make_provider
from tests.factories.credit import (
    CLAIMED,
    certificate_of_award,
    do_everything,
    make_accredited_course,
    make_award,
    make_ready,
    posttest_of,
)
from tests.factories.enrollment import make_enrollment
from tests.factories.evaluation import ask_for, make_form, make_response

pytestmark = pytest.mark.django_db
LATER = CLAIMED + dt.timedelta(days=30)
TECHNOLOGIST = Profession.RADIOLOGIC_TECHNOLOGIST
ALL_TIME = (dt.date(2000, 1, 1), dt.date(2099, 12, 31))


@pytest.fixture
def course():
    return make_accredited_course()


def codes(found):
    return [each.code for each in found.verdict.shortfalls]


def loaded(*enrollments):
    return list(
        Enrollment.objects.filter(pk__in=[each.pk for each in enrollments]).select_related("course", "line__version")
    )


# Verdicts


def test_every_offer_of_the_version_is_judged_the_largest_first(course):
    ama, arrt = verdicts_for(make_ready(course), CLAIMED)
    assert (ama.type.code, codes(ama), ama.for_me, ama.verdict.due) == ("ama-pra-1", [], True, Decimal("1.50"))
    assert (arrt.type.code, codes(arrt), arrt.for_me) == ("arrt-a", [Missing.PROFESSION], False)
    assert (ama.award, ama.certificate) == (None, None)


def test_who_has_just_enrolled_is_told_all_that_is_missing(course):
    ama, _ = verdicts_for(make_enrollment(make_learner(), course, front_matter_shown=False), CLAIMED)
    assert codes(ama) == [Missing.FRONT_MATTER, Missing.STUDY, Missing.PASS_MARK, Missing.EVALUATION]


def test_an_award_comes_with_its_present_certificate(course):
    given = make_award(make_ready(course))
    ama, _ = verdicts_for(given.enrollment, LATER)
    assert (ama.award, ama.certificate, codes(ama)) == (given, certificate_of_award(given), [Missing.ONCE])
    new = reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=LATER)
    assert verdicts_for(given.enrollment, LATER)[0].certificate == new


def test_a_revoked_award_has_no_certificate_and_still_blocks_another(course):
    given = make_award(make_ready(course))
    revoke(award=given, by="dana", reason="Error", now=LATER)
    ama, _ = verdicts_for(given.enrollment, LATER)
    assert (ama.award, ama.certificate, codes(ama)) == (given, None, [Missing.ONCE])


def test_an_award_to_one_learner_says_nothing_of_another(course):
    make_award(make_ready(course))
    ama, _ = verdicts_for(make_ready(course, "bob"), LATER)
    assert (ama.award, codes(ama)) == (None, [])


def test_an_award_for_one_course_says_nothing_of_another(course):
    first = make_ready(course)
    make_award(first)
    other = make_enrollment(first.learner, make_accredited_course("sepsis"))
    ama, _ = verdicts_for(other, LATER)
    assert (ama.award, Missing.ONCE in codes(ama)) == (None, False)


def test_a_change_of_the_front_matter_must_be_shown_before_the_claim(course):
    enrollment = make_ready(course)
    course.current_front_matter = FrontMatter.objects.create(
        course=course, number=2, sha256="1" * 64, document={}, created_at=CLAIMED
    )
    course.save()
    enrollment.refresh_from_db()
    assert codes(verdicts_for(enrollment, CLAIMED)[0]) == [Missing.FRONT_MATTER]
    assert renew_front_matter(course=course, by="dana", now=CLAIMED) is True


def test_only_the_form_of_the_offers_own_provider_counts_for_it(course):
    joint = make_course("joint")
    version, lakeside = joint.current_version, make_provider("lakeside")
    make_offer(version, "ama-pra-1", "1.00")
    make_offer(version, "participation", "0.50", provider=lakeside)
    ours, theirs = make_form(version.provider, "ours"), make_form(lakeside, "theirs")
    ask_for(version, ours)
    ask_for(version, theirs)
    enrollment = make_enrollment(make_learner("both", Profession.PHYSICIAN, Profession.NURSE), joint)
    make_response(enrollment, theirs)
    ama, participation = verdicts_for(enrollment, CLAIMED)
    assert Missing.EVALUATION in codes(ama)
    assert Missing.EVALUATION not in codes(participation)


def test_one_learners_answers_count_for_no_other(course):
    make_ready(course)
    ama, _ = verdicts_for(make_ready(course, "bob", evaluated=False), CLAIMED)
    assert codes(ama) == [Missing.EVALUATION]


def test_a_learner_without_a_profile_is_told_so(course):
    enrollment = make_ready(course)
    stranger = make_enrollment(make_user("zoe"), course)
    assert codes(verdicts_for(stranger, CLAIMED)[0])[0] == Missing.PROFILE
    assert Missing.PROFILE not in codes(verdicts_for(enrollment, CLAIMED)[0])


def test_people_are_known_by_all_their_professions_and_kinds_of_identifier(django_assert_num_queries):
    learner = make_learner("both", Profession.PHYSICIAN, Profession.NURSE)
    make_identifier(learner, "npi", "1234567893")
    make_identifier(learner, "state-licence", "1", region="MA")
    make_identifier(learner, "state-licence", "2", region="NY")
    with django_assert_num_queries(1):
        person = people_of([learner.pk])[learner.pk]
    held = tuple(Held(profession=each, since=JOINED) for each in ("nurse", "physician"))
    assert (person.has_profile, person.held, person.identifiers) == (
        True,
        held,
        {"npi", "state-licence", "state-licence:MA", "state-licence:NY", "birthday"},
    )


# The number of queries

VERDICTS = 3  # the mark of content, what was done by whom, certificates


def test_verdicts_cost_the_same_for_one_offer_and_for_three(course, django_assert_num_queries):
    few = make_course("few")
    make_offer(few.current_version)
    many = make_course("many")
    for kind in ("ama-pra-1", "arrt-a", "ancc"):
        make_offer(many.current_version, kind)
    one, three = loaded(make_enrollment(make_learner(), few), make_enrollment(make_learner("bob"), many))
    verdicts_for_many([one, three], CLAIMED)
    with django_assert_num_queries(VERDICTS):
        assert len(verdicts_for(one, CLAIMED)) == 1
    with django_assert_num_queries(VERDICTS):
        assert len(verdicts_for(three, CLAIMED)) == 3


@pytest.mark.parametrize("count", [1, 3])
def test_verdicts_cost_the_same_for_one_enrollment_and_for_three(course, count, django_assert_num_queries):
    enrollments = []
    for number in range(count):
        enrollment = make_ready(make_accredited_course(f"course-{number}"), f"learner-{number}")
        make_award(enrollment)
        enrollments.append(enrollment)
    enrollments = loaded(*enrollments)
    verdicts_for_many(enrollments, LATER)
    with django_assert_num_queries(VERDICTS):
        found = verdicts_for_many(enrollments, LATER)
    assert [found[each.pk][0].award.enrollment_id for each in enrollments] == [each.pk for each in enrollments]
    with django_assert_num_queries(2):
        known = known_of(enrollments)
    with django_assert_num_queries(2):
        assert verdicts_for_many(enrollments, LATER, known) == found


def test_no_verdict_reads_a_document(course, django_assert_num_queries):
    given = make_award(make_ready(course))
    complete_certificate(certificate=certificate_of_award(given))
    (enrollment,) = loaded(given.enrollment)
    verdicts_for(enrollment, LATER)
    with django_assert_num_queries(VERDICTS) as captured:
        verdicts_for(enrollment, LATER)
    assert [query["sql"] for query in captured if '"pdf"' in query["sql"]] == []


# Before the start


def test_preflight_says_what_this_learner_would_get(course, django_assert_num_queries):
    learner = make_learner()
    version = course.current_version
    preflight(learner, version, CLAIMED)
    with django_assert_num_queries(3):
        ama, arrt = preflight(learner, version, CLAIMED)
    assert (ama.for_me, ama.awarded, ama.obstacles) == (True, False, ())
    assert ama.days_left == (dt.date(2028, 12, 31) - dt.date(2026, 2, 2)).days
    assert (arrt.for_me, [each.code for each in arrt.obstacles]) == (False, [Missing.PROFESSION])


def test_preflight_knows_what_was_earned_already(course):
    enrollment = make_ready(course)
    make_award(enrollment)
    ama, arrt = preflight(enrollment.learner, course.current_version, LATER)
    assert (ama.awarded, [each.code for each in ama.obstacles], arrt.awarded) == (True, [Missing.ONCE], False)


@pytest.mark.parametrize(
    ("moment", "days_left", "obstacles"),
    [
        (dt.datetime(2029, 1, 1, 4, 59, 59, tzinfo=dt.UTC), 0, []),
        (dt.datetime(2029, 1, 1, 5, tzinfo=dt.UTC), -1, [Missing.EXPIRED]),
        (dt.datetime(2026, 1, 2, 4, 59, 59, tzinfo=dt.UTC), 1095, [Missing.PROFESSION, Missing.NOT_YET]),
        (dt.datetime(2026, 1, 6, 5, tzinfo=dt.UTC), 1090, []),
    ],
)
def test_preflight_counts_days_in_the_zone_of_the_credit(course, moment, days_left, obstacles):
    ama, _ = preflight(make_learner(), course.current_version, moment)
    assert (ama.days_left, [each.code for each in ama.obstacles]) == (days_left, obstacles)


def test_what_an_enrolled_learner_is_told_before_is_what_the_claim_page_says(course):
    enrollment = make_ready(course, right=6)
    for _ in range(2):
        make_attempt(enrollment, posttest_of(enrollment), 6)
    told = preflight_of(verdicts_for(enrollment, CLAIMED), CLAIMED)
    judged = verdicts_for(enrollment, CLAIMED)
    assert [each.terms for each in told] == [each.terms for each in judged]
    assert [[each.code for each in line.obstacles] for line in told] == [
        [Missing.ATTEMPTS],
        [Missing.PROFESSION, Missing.ATTEMPTS],
    ]
    assert [codes(each) for each in judged] == [[Missing.ATTEMPTS], [Missing.PROFESSION, Missing.ATTEMPTS]]


def test_preflight_names_no_shortfall_that_only_the_course_can_mend(course):
    ama, _ = preflight(make_learner(), course.current_version, CLAIMED)
    assert ama.obstacles == ()


def test_preflight_of_a_withdrawn_course_is_closed(course):
    withdraw_credit(course=course, by="dana", reason="Error in a dose", now=CLAIMED)
    ama, _ = preflight(make_learner(), course.current_version, CLAIMED)
    assert [each.code for each in ama.obstacles] == [Missing.WITHDRAWN]


# Certificates and transcripts


def test_a_certificate_is_found_by_its_own_learner_only(course):
    given = make_award(make_ready(course))
    certificate = certificate_of_award(given)
    assert certificate_of(given.learner, certificate.public_id) == certificate
    assert certificate_of(make_learner("mallory"), certificate.public_id) is None
    assert certificate_of(given.learner, "no-such-id") is None


def test_a_certificate_is_found_whatever_became_of_it_and_says_what(course):
    given = make_award(make_ready(course))
    former = certificate_of_award(given)
    new = reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=LATER)

    def found():
        pair = [certificate_of(given.learner, each.public_id) for each in (former, new)]
        return [(status_of(each), replacement_of(each)) for each in pair]

    assert found() == [(Status.REPLACED, new), (Status.VALID, None)]
    revoke(award=given, by="dana", reason="Error", now=LATER)
    assert [status for status, _ in found()] == [Status.WITHDRAWN, Status.WITHDRAWN]


def test_a_certificate_is_still_found_after_the_course_has_expired_and_gone(course):
    given = make_award(make_ready(course))
    course.current_version = None
    course.save()
    assert certificate_of(given.learner, certificate_of_award(given).public_id) is not None


def test_awards_of_a_learner_are_all_theirs_and_no_others(course):
    mine = make_award(make_ready(course))
    make_award(make_ready(course, "bob"))
    assert list(awards_of(mine.learner)) == [mine]


def test_the_present_certificate_is_the_latest_issue(course):
    given = make_award(make_ready(course))
    assert current_certificate(given).replaces is None
    new = reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=LATER)
    assert current_certificate(given) == new


@pytest.fixture
def transcript_learner(course):
    """Return a learner who earned 1.25 AMA credits and 1.00 ARRT credit in one course."""
    first = make_ready(course, "both", Profession.PHYSICIAN, TECHNOLOGIST)
    make_award(first, "1.25")
    make_award(first, None, credit_type="arrt-a")
    return first.learner


def test_transcript_lists_awards_as_their_certificates_say_and_adds_them_up(
    transcript_learner, django_assert_num_queries
):
    with django_assert_num_queries(1):
        found = transcript_of(transcript_learner, *ALL_TIME)
        rows = [(row.completed_on, row.title, row.type.code, row.amount, row.revoked) for row in found.rows]
    day = dt.date(2026, 2, 2)
    assert rows == [
        (day, "Contrast reactions", "ama-pra-1", Decimal("1.25"), False),
        (day, "Contrast reactions", "arrt-a", Decimal("1.00"), False),
    ]
    assert [(total.type.code, total.amount) for total in found.totals] == [
        ("ama-pra-1", Decimal("1.25")),
        ("arrt-a", Decimal("1.00")),
    ]
    assert [str(row.approval) for row in found.rows] == ["", "MAE0123456"]


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (dt.date(2026, 2, 2), dt.date(2026, 2, 2), 2),
        (dt.date(2026, 2, 3), dt.date(2026, 12, 31), 0),
        (dt.date(2025, 1, 1), dt.date(2026, 2, 1), 0),
    ],
)
def test_transcript_holds_the_first_and_the_last_day_of_its_period(transcript_learner, first, last, count):
    found = transcript_of(transcript_learner, first, last)
    assert (len(found.rows), found.first, found.last) == (count, first, last)


def test_transcript_adds_up_several_awards_of_one_type(course):
    first = make_ready(course)
    make_award(first, "1.25")
    given = make_award(do_everything(make_enrollment(first.learner, make_accredited_course("sepsis"))), "0.75")
    found = transcript_of(first.learner, *ALL_TIME)
    assert found.totals == (Total(type=terms_of(given.offer).type, amount=Decimal("2.00")),)


def test_transcript_shows_a_revoked_award_and_does_not_count_it(transcript_learner):
    given = awards_of(transcript_learner).get(credit_type="ama-pra-1")
    revoke(award=given, by="dana", reason="Error", now=LATER)
    found = transcript_of(transcript_learner, *ALL_TIME)
    assert [row.revoked for row in found.rows] == [True, False]
    assert [total.type.code for total in found.totals] == ["arrt-a"]


def test_totals_of_a_period_are_those_of_its_transcript(transcript_learner, django_assert_num_queries):
    given = awards_of(transcript_learner).get(credit_type="ama-pra-1")
    with django_assert_num_queries(2):
        assert totals_of(transcript_learner, *ALL_TIME) == transcript_of(transcript_learner, *ALL_TIME).totals
    assert totals_of(transcript_learner, dt.date(2026, 2, 3), dt.date(2026, 12, 31)) == ()
    revoke(award=given, by="dana", reason="Error", now=LATER)
    assert [(total.type.code, total.amount) for total in totals_of(transcript_learner, *ALL_TIME)] == [
        ("arrt-a", Decimal("1.00"))
    ]


def test_transcript_shows_a_corrected_award_once(transcript_learner):
    given = awards_of(transcript_learner).get(credit_type="ama-pra-1")
    new = reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=LATER)
    found = transcript_of(transcript_learner, *ALL_TIME)
    assert [row.code for row in found.rows if row.type.code == "ama-pra-1"] == [new.code]


def test_transcript_of_another_learner_is_empty(transcript_learner):
    assert transcript_of(make_learner("mallory"), *ALL_TIME).rows == ()


# Verification


def test_verification_tells_name_course_day_credit_and_provider_and_no_more(course, django_assert_num_queries):
    given = make_award(make_ready(course))
    certificate = complete_certificate(certificate=certificate_of_award(given))
    with django_assert_num_queries(1):
        found = verification_of(certificate.code, LATER)
    assert (found.name, found.course, found.completed_on) == (
        "Alice Example",
        "Contrast reactions",
        dt.date(2026, 2, 2),
    )
    assert (found.amount, found.type.code, found.provider) == (
        Decimal("1.25"),
        "ama-pra-1",
        "Riverside Medical Center",
    )
    assert (found.status, found.since, found.checked_at) == (Status.VALID, None, LATER)
    assert set(found.__slots__) == {
        *("name", "course", "completed_on", "amount", "type", "provider", "status", "since", "checked_at", "approval")
    }


def test_verification_by_file_needs_the_very_bytes(course):
    certificate = complete_certificate(certificate=certificate_of_award(make_award(make_ready(course))))
    assert verification_of_file(certificate.sha256, LATER) == verification_of(certificate.code, LATER)
    assert verification_of_file("0" * 64, LATER) is None


@pytest.mark.parametrize("code", ["", "AAAAA-AAAAA-AAAAA-AAAAA", "not a code", "%", "' OR 1=1 --"])
def test_wrong_and_malformed_codes_are_answered_alike(course, code):
    make_award(make_ready(course))
    assert verification_of(code, LATER) is None


def test_a_certificate_not_drawn_yet_verifies_by_its_code(course):
    certificate = certificate_of_award(make_award(make_ready(course)))
    assert verification_of(certificate.code, LATER).status is Status.VALID


def test_a_replaced_certificate_says_so_and_the_new_one_is_valid(course):
    given = make_award(make_ready(course))
    former = certificate_of_award(given)
    new = reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=LATER)
    old, present = verification_of(former.code, LATER), verification_of(new.code, LATER)
    assert (old.status, old.since, old.name) == (Status.REPLACED, LATER, "Alice Example")
    assert (present.status, present.since, present.name) == (Status.VALID, None, "Alice Lin")


def test_every_certificate_of_a_revoked_award_is_withdrawn_since_then(course):
    given = make_award(make_ready(course))
    former = certificate_of_award(given)
    new = reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=LATER)
    revoked_at = LATER + dt.timedelta(days=1)
    revoke(award=given, by="dana", reason="Error", now=revoked_at)
    for code in (former.code, new.code):
        found = verification_of(code, revoked_at)
        assert (found.status, found.since) == (Status.WITHDRAWN, revoked_at)


def test_verification_says_what_was_certified_whatever_was_renamed_since(course):
    given = make_award(make_ready(course))
    given.learner.profile.family_name = "Changed"
    given.learner.profile.save()
    assert verification_of(certificate_of_award(given).code, LATER).name == "Alice Example"
