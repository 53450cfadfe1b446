"""credence.learn.views.credit and verification."""

import datetime as dt

import pytest

from credence.accounts.enums import Profession
from credence.credit.actions import complete_certificate, complete_missing_certificates
from credence.credit.models import Award, Certificate
from credence.kit.clock import now
from tests.factories.accounts import make_learner
from tests.factories.credit import certificate_of_award, make_accredited_course, make_award, make_ready, offer_of

pytestmark = pytest.mark.django_db
CLAIM = "/courses/contrast-reactions/claim/"


@pytest.fixture
def ready(client):
    """Return the enrollment of a signed-in physician who has done everything but claim."""
    enrollment = make_ready(make_accredited_course())
    client.force_login(enrollment.learner)
    return enrollment


def test_a_physician_claims_what_matches_the_participation_and_holds_the_certificate(client, ready):
    answer = client.post(CLAIM, {"offer": offer_of(ready).pk, "amount": "1.25", "attested": "1"})
    assert (answer.status_code, answer["Location"]) == (302, CLAIM)
    certificate = Certificate.objects.get()
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
    settings.ENV = sound.model_copy(update={"signing_key": tmp_path / "missing.p12"})
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
    assert "Certificate: " in client.get("/my-courses/").content.decode()


def test_the_transcript_adds_up_what_was_earned(client, ready):
    given = make_award(ready)
    page = client.get("/transcript/", {"from": "2026-01-01", "to": "2026-12-31"}).content.decode()
    assert page.count(f"{given.amount.normalize():f} AMA PRA Category 1 Credit") == 1


def test_a_code_verifies_however_it_is_typed_and_a_wrong_one_is_answered_like_a_malformed_one(client):
    code = certificate_of_award(make_award(make_ready(make_accredited_course()))).code
    assert (
        "We issued this certificate"
        in client.get("/verify/", {"code": code.replace("-", " ").lower()}).content.decode()
    )
    wrong, malformed = (
        client.get("/verify/", {"code": text}).content.decode() for text in ("22222-22222-22222-22222", "x")
    )
    assert "We issued no certificate with this code" in wrong
    assert "We issued no certificate with this code" in malformed
