"""My Courses and the claim page."""

import datetime as dt
import re

import pytest

from credence.accounts.enums import Profession
from credence.catalog.models import FrontMatter
from credence.credit.actions import complete_certificate, complete_missing_certificates, reissue, revoke
from credence.credit.models import Award, Certificate
from credence.enrollment.models import FrontMatterShowing
from credence.kit.clock import day_in, now
from tests.factories.accounts import make_learner
from tests.factories.credit import ARRT, certificate_of_award, make_accredited_course, make_award, make_ready, offer_of
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import finish_all
from tests.learn.test_posttest import filled

pytestmark = pytest.mark.django_db
CLAIM = "/courses/contrast-reactions/claim/"


def page_of(response):
    """Return the text of a page, its blanks made one."""
    assert response.status_code in {200, 422}
    return " ".join(response.content.decode().split())


@pytest.fixture
def ready(client):
    """Return the enrollment of a signed-in physician who has done everything but claim."""
    enrollment = make_ready(make_accredited_course())
    client.force_login(enrollment.learner)
    return enrollment


def test_a_physician_claims_what_matches_the_participation_and_holds_the_certificate(client, ready):
    answer = client.post(CLAIM, {"offer": offer_of(ready).pk, "amount": "1.25", "attested": "1"})
    certificate = Certificate.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/certificates/{certificate.public_id}/")
    assert str(certificate.award.amount) == "1.25"
    pdf = client.get(f"/certificates/{certificate.public_id}.pdf")
    assert pdf.content == bytes(certificate.pdf)


@pytest.mark.parametrize(
    "wrong", [{"amount": "0.30"}, {"amount": "99"}, {"amount": ""}, {"attested": ""}, {"amount": "much"}]
)
def test_a_claim_one_thing_wrong_is_refused_with_a_sentence_and_gives_nothing(client, ready, wrong):
    answer = client.post(CLAIM, {"offer": offer_of(ready).pk, "amount": "1.25", "attested": "1", **wrong})
    assert answer.status_code == 422
    assert "Nothing was claimed" in answer.content.decode()
    assert Award.objects.count() == 0


ODD = ["NaN", "sNaN", "-sNaN", "Infinity", "-Infinity", "-0.25", "-0", "1E5", "1E-5", "1E999999999", "9" * 400, " "]


@pytest.mark.parametrize("amount", ODD)
def test_an_odd_amount_is_refused_in_words(client, ready, amount):
    answer = client.post(CLAIM, {"offer": offer_of(ready).pk, "amount": amount, "attested": "1"})
    assert (answer.status_code, Award.objects.count()) == (422, 0)
    assert "Nothing was claimed" in answer.content.decode()


@pytest.mark.parametrize("amount", ["sNaN", "NaN", "0.50", "1E400"])
def test_an_odd_amount_of_fixed_credit_is_refused_in_words(client, amount):
    enrollment = make_ready(make_accredited_course(), "bob", Profession.RADIOLOGIC_TECHNOLOGIST)
    client.force_login(enrollment.learner)
    answer = client.post(CLAIM, {"offer": offer_of(enrollment, "arrt-a").pk, "amount": amount})
    assert (answer.status_code, Award.objects.count()) == (422, 0)
    assert "Nothing was claimed" in answer.content.decode()


@pytest.mark.parametrize("offer", ["", "x", "-1", "9" * 30, "1.5"])
def test_an_odd_offer_is_refused_and_never_an_error(client, ready, offer):
    answer = client.post(CLAIM, {"offer": offer, "amount": "1.25", "attested": "1"})
    assert answer.status_code in {404, 422}
    assert Award.objects.count() == 0


def test_a_drawing_that_fails_leaves_the_award_and_says_that_the_certificate_follows(
    client, ready, settings, tmp_path, caplog
):
    sound = settings.ENV
    settings.ENV = sound.model_copy(update={"signing_key": tmp_path / "missing.p12", "unsigned": False})
    answer = client.post(CLAIM, {"offer": offer_of(ready).pk, "amount": "1.25", "attested": "1"}, follow=True)
    certificate = Certificate.objects.get()
    assert (answer.status_code, certificate.sha256) == (200, None)
    assert "Its certificate follows in a moment" in answer.content.decode()
    assert f"The certificate {certificate.public_id} could not be drawn." in caplog.text
    assert "being prepared" in client.get("/my-courses/").content.decode()
    waiting = client.get(f"/certificates/{certificate.public_id}.pdf")
    assert (waiting.status_code, waiting["Retry-After"]) == (503, "30")

    settings.ENV = sound
    assert complete_missing_certificates(now=now() + dt.timedelta(minutes=1)) == 1
    assert "being prepared" not in client.get("/my-courses/").content.decode()
    assert client.get(f"/certificates/{certificate.public_id}.pdf")["Content-Type"] == "application/pdf"


def test_a_second_claim_is_refused_and_points_to_the_first(client, ready):
    claim = {"offer": offer_of(ready).pk, "amount": "1.25", "attested": "1"}
    client.post(CLAIM, claim)
    answer = client.post(CLAIM, claim)
    assert "You hold this credit already" in answer.content.decode()
    assert Award.objects.count() == 1


def test_the_certificate_of_somebody_else_does_not_exist(client):
    certificate = certificate_of_award(make_award(make_ready(make_accredited_course())))
    client.force_login(make_learner("mallory"))
    assert client.get(f"/certificates/{certificate.public_id}.pdf").status_code == 404


def test_the_claim_page_of_a_course_one_is_not_enrolled_in_does_not_exist(client, ready):
    client.force_login(make_learner("mallory"))
    assert client.get(CLAIM).status_code == 404


def test_my_courses_offers_the_claim_and_then_the_certificate(client, ready):
    assert "Ready to claim" in client.get("/my-courses/").content.decode()
    complete_certificate(certificate=certificate_of_award(make_award(ready)))
    assert f"/certificates/{Certificate.objects.get().public_id}.pdf" in client.get("/my-courses/").content.decode()


@pytest.mark.parametrize(
    ("prepared", "heading", "button"),
    [
        ({"evaluated": False}, "In progress", "Fill in the evaluation"),
        ({}, "Ready to claim", "Claim your credit"),
        ({"right": 5}, "In progress", "Take the posttest"),
    ],
)
def test_a_card_stands_in_its_group_with_its_next_step(client, prepared, heading, button):
    enrollment = make_ready(make_accredited_course(), **prepared)
    client.force_login(enrollment.learner)
    page = page_of(client.get("/my-courses/"))
    assert re.findall(r"<h2 id=[^>]*>([^<]*) <", page) == [heading]
    assert button in page


def test_a_card_tells_the_result_the_deadline_and_the_days_left(client, ready):
    page = page_of(client.get("/my-courses/"))
    assert "best result 8 of 10 right" in page
    assert "Dec. 31, 2028" in page
    days = (dt.date(2028, 12, 31) - day_in("America/New_York", now())).days
    assert f"{days} days left" in page


def test_an_expired_course_says_when_its_credit_ended(client):
    course = make_accredited_course(**{kind: {**ARRT, "valid_to": dt.date(2026, 1, 31)} for kind in ("ama", "arrt")})
    client.force_login(make_enrollment(make_learner(), course).learner)
    page = page_of(client.get("/my-courses/"))
    assert re.findall(r"<h2 id=[^>]*>([^<]*) <", page) == ["Expired"]
    assert "Jan. 31, 2026" in page


def test_a_revoked_credit_is_shown_with_its_reason_and_no_document(client, ready):
    given = make_award(ready)
    revoke(award=given, by="dana", reason="Awarded in error.", now=now())
    for address in ("/my-courses/", CLAIM):
        page = page_of(client.get(address))
        assert "Awarded in error." in page
        assert ".pdf" not in page


def test_a_corrected_certificate_is_the_one_on_the_card(client, ready):
    given = make_award(ready)
    former = certificate_of_award(given)
    new = reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=now())
    complete_certificate(certificate=new)
    page = page_of(client.get("/my-courses/"))
    assert f"/certificates/{new.public_id}.pdf" in page
    assert former.public_id not in page
    assert "Corrected certificate" in page


def test_without_enrollments_my_courses_leads_to_the_catalog(client):
    client.force_login(make_learner())
    page = page_of(client.get("/my-courses/"))
    assert "You are not enrolled in any course yet" in page
    assert 'href="/courses/">Find a course' in page


def test_every_quarter_up_to_the_maximum_can_be_chosen_and_none_is(client, ready):
    page = page_of(client.get(CLAIM))
    assert re.findall(r'<option value="([^"]*)"', page) == ["", "0.25", "0.50", "0.75", "1.00", "1.25", "1.50"]
    assert " selected" not in page
    assert " checked" not in page
    assert "I attest that I claim only the credit commensurate with the extent of my participation." in page


def test_a_refused_claim_keeps_what_was_chosen(client, ready):
    page = page_of(client.post(CLAIM, {"offer": offer_of(ready).pk, "amount": "0.75"}))
    assert '<option value="0.75" selected>' in page
    assert "Tick the attestation" in page


@pytest.mark.parametrize(
    ("wrong", "invalid"),
    [
        ({"amount": ""}, ["amount"]),
        ({"amount": "0.30"}, ["amount"]),
        ({"amount": "much"}, ["amount"]),
        ({"attested": ""}, ["attested"]),
        ({"amount": "", "attested": ""}, ["amount", "attested"]),
    ],
)
def test_a_refused_claim_leads_to_the_fields_and_tells_what_is_wrong_beside_them(client, ready, wrong, invalid):
    offer = offer_of(ready).pk
    page = page_of(client.post(CLAIM, {"offer": offer, "amount": "1.25", "attested": "1", **wrong}))
    wanted = [f"{each}-{offer}" for each in invalid]
    assert re.findall(r'<li><a href="#([^"]*)">', page) == wanted
    marked = re.findall(r'<(?:select|input) [^>]*id="([^"]*)"[^>]* aria-invalid="true"', page)
    told = re.findall(r'<p class="text-danger[^"]*" id="([^"]*)-error">[^<]+</p>', page)
    described = re.findall(r'aria-describedby="(?:[^"]* )?([^" ]*)-error"', page)
    assert (marked, told, described) == (wanted, wanted, wanted)


def test_all_that_is_missing_is_told_in_order_with_the_one_way_to_the_first(client):
    enrollment = make_enrollment(make_learner(), make_accredited_course(), front_matter_shown=False)
    client.force_login(enrollment.learner)
    page = page_of(client.get(CLAIM))
    assert re.findall(r"<li>([^<]*)</li>", page[page.index("What is missing") :])[:4] == [
        "Open the course: its objectives and disclosures must be shown to you first.",
        "Some of the course is not studied yet. Go through the chapters that are left.",
        "Pass the posttest with at least 70%.",
        "Fill in the provider\u2019s evaluation.",
    ]
    ways = re.findall(r'<a class="btn btn-primary[^"]*" href="([^"]*)">', page[page.index("<main") :])
    assert ways == ["/courses/contrast-reactions/front-matter/"]


def test_a_credit_that_lacks_something_else_than_what_comes_next_has_its_own_way(client):
    both = Profession.PHYSICIAN, Profession.RADIOLOGIC_TECHNOLOGIST
    client.force_login(make_ready(make_accredited_course(), "alice", *both, right=7).learner)
    page = page_of(client.get(CLAIM))
    assert re.findall(r'<li>([^<]*) <a href="([^"]*)">', page) == [
        ("Pass the posttest with at least 75%.", "/courses/contrast-reactions/posttest/")
    ]


def test_nobody_is_offered_the_credit_of_another_profession(client):
    enrollment = make_ready(make_accredited_course(), "nora", Profession.NURSE)
    client.force_login(enrollment.learner)
    page = page_of(client.get(CLAIM))
    assert "No credit of this course is for your profession" in page
    assert "<form method" not in page[page.index("<main") :]


def test_what_can_no_longer_be_earned_is_told_without_things_to_do_for_it(client):
    over = {"valid_to": dt.date(2026, 3, 1)}
    course = make_accredited_course(ama=over, arrt={**ARRT, **over}, expires_on=dt.date(2026, 3, 1))
    client.force_login(make_enrollment(make_learner(), course).learner)
    page = client.get(CLAIM).content.decode()
    assert "This credit can no longer be earned:" in page
    assert "The last day for this credit was March 1, 2026." in page
    assert "Pass the posttest" not in page
    assert "Not yet" not in page


def test_a_claim_that_is_not_due_is_refused_with_what_is_missing(client):
    enrollment = make_ready(make_accredited_course(), evaluated=False)
    client.force_login(enrollment.learner)
    answer = client.post(CLAIM, {"offer": offer_of(enrollment).pk, "amount": "1.25", "attested": "1"})
    assert (answer.status_code, Award.objects.count()) == (422, 0)
    assert "Fill in the provider" in answer.content.decode()


def test_whole_credit_is_on_the_page_of_the_result_with_its_certificate(client):
    enrollment = make_enrollment(make_learner("tess", Profession.RADIOLOGIC_TECHNOLOGIST), make_accredited_course())
    finish_all(enrollment)
    client.force_login(enrollment.learner)
    address = "/courses/contrast-reactions/posttest/"
    answer = client.post(address, filled(client.get(address).content.decode(), 10), follow=True)
    page = page_of(answer)
    assert answer.redirect_chain == [("/courses/contrast-reactions/posttest/result/", 302)]
    assert "The credit is yours: 1 ARRT Category A/A+. Your certificate is ready." in page
    assert f'href="/certificates/{Certificate.objects.get().public_id}.pdf"' in page
    assert "You have completed this course." in page


def test_whole_credit_that_waited_for_the_evaluation_is_on_the_page_after_it(client):
    course = make_accredited_course(arrt={**ARRT, "evaluation_required": True})
    enrollment = make_ready(course, "tess", Profession.RADIOLOGIC_TECHNOLOGIST, evaluated=False)
    client.force_login(enrollment.learner)
    address = f"/courses/contrast-reactions/evaluation/{enrollment.version.evaluations.get().form_id}/"
    signature = re.search(r'name="signature" value="([^"]+)"', client.get(address).content.decode())[1]
    sent = {"item.objectives.recognize": "5", "item.bias": "no", "signature": signature}
    answer = client.post(address, sent, follow=True)
    page = page_of(answer)
    certificate = Certificate.objects.get()
    assert answer.redirect_chain == [(f"/certificates/{certificate.public_id}/", 302)]
    assert "<h1>The credit is yours</h1>" in page
    assert f'href="/certificates/{certificate.public_id}.pdf"' in page
    assert "<form method" not in page[page.index("<main") :]


def test_answers_that_a_new_front_matter_overtook_stay_in_the_page(client):
    enrollment = make_enrollment(make_learner(), make_accredited_course())
    finish_all(enrollment)
    client.force_login(enrollment.learner)
    address = "/courses/contrast-reactions/posttest/"
    answers = filled(client.get(address).content.decode(), 10)
    course = enrollment.course
    course.current_front_matter = FrontMatter.objects.create(
        course=course, number=2, sha256="1" * 64, document={}, created_at=now()
    )
    course.save()
    kept = client.post(address, answers)
    assert (kept.status_code, enrollment.attempts.count()) == (409, 0)
    page = kept.content.decode()
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    assert {(name, value) for name, value in answers.items()} <= set(fields)
    FrontMatterShowing.objects.create(enrollment=enrollment, front_matter=course.current_front_matter, shown_at=now())
    assert client.post(address, answers)["Location"] == f"{address}result/"
