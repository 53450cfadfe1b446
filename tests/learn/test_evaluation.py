"""The evaluation's page: every kind of item, every fault beside its item, nothing typed is lost."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from credence.evaluation.models import EvaluationResponse
from tests.factories.accounts import make_learner
from tests.factories.assessment import make_attempt, make_posttest
from tests.factories.catalog import make_course, make_offer, make_provider
from tests.factories.enrollment import make_enrollment
from tests.factories.evaluation import ANSWERS, LEVELS, YES_NO, ask_for, make_form, make_response
from tests.factories.progress import finish_all

pytestmark = pytest.mark.django_db
SENT = {"item.objectives.recognize": "5", "item.bias": "no"}
NEXT = "/courses/contrast-reactions/next/"
CLAIM = "/courses/contrast-reactions/claim/"


@pytest.fixture
def enrollment():
    course = make_course()
    make_offer(course.current_version)
    enrollment = make_enrollment(make_learner(), course)
    make_attempt(enrollment, make_posttest(course.current_version), 7)
    return enrollment


@pytest.fixture
def form(enrollment):
    form = make_form(enrollment.version.provider)
    ask_for(enrollment.version, form)
    return form


@pytest.fixture
def browser(client, enrollment):
    client.force_login(enrollment.learner)
    return client


def address_of(form) -> str:
    return f"/courses/contrast-reactions/evaluation/{form.pk}/"


def page_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def signature_in(page: str) -> str:
    return re.search(r'name="signature" value="([^"]+)"', page)[1]


def send(browser, form, **changes):
    signature = signature_in(page_of(browser.get(address_of(form))))
    return browser.post(address_of(form), {**SENT, **changes, "signature": signature})


def test_a_guest_is_asked_to_sign_in(client, form):
    assert client.get(address_of(form))["Location"] == f"{reverse('account_login')}?next={address_of(form)}"


def test_to_someone_not_enrolled_the_form_does_not_exist(client, form):
    client.force_login(make_learner("bob"))
    assert client.get(address_of(form)).status_code == 404
    assert client.post(address_of(form), SENT).status_code == 404


def test_the_form_of_another_provider_does_not_exist_and_takes_nothing(browser, form):
    other = make_form(make_provider("lakeside"))
    assert browser.get(address_of(other)).status_code == 404
    assert browser.post(address_of(other), SENT).status_code == 404
    assert EvaluationResponse.objects.count() == 0


def test_it_opens_only_after_passing(client, form, enrollment):
    other = make_enrollment(make_learner("bob"), enrollment.course)
    make_attempt(other, enrollment.version.posttest, 6)
    client.force_login(other.learner)
    for response in (client.get(address_of(form)), client.post(address_of(form), SENT)):
        assert (response.status_code, response["Location"]) == (302, "/courses/contrast-reactions/posttest/")
    assert EvaluationResponse.objects.count() == 0


def test_the_mark_of_any_credit_opens_it(client, form, enrollment):
    make_offer(enrollment.version, "arrt-a", pass_mark=75)
    other = make_enrollment(make_learner("bob"), enrollment.course)
    make_attempt(other, enrollment.version.posttest, 7, target=75)
    client.force_login(other.learner)
    assert "Evaluation of the course" in page_of(client.get(address_of(form)))


def test_complete_answers_are_stored_and_lead_on(browser, form, enrollment):
    response = send(browser, form)
    assert (response.status_code, response["Location"]) == (302, NEXT)
    stored = EvaluationResponse.objects.get()
    assert (stored.enrollment, stored.form, stored.answers) == (enrollment, form, ANSWERS)


def test_after_the_form_comes_the_claim_of_what_waited_for_it(browser, form, enrollment):
    ask_for(enrollment.version, make_form(make_provider("zenith")))
    finish_all(enrollment)
    assert browser.get(NEXT)["Location"] == address_of(form)
    send(browser, form)
    assert browser.get(NEXT)["Location"] == CLAIM


def test_faults_stand_beside_their_items_and_nothing_typed_is_lost(browser, form):
    page = page_of(send(browser, form, **{"item.bias": "yes", "item.comment": "A <long> remark"}))
    assert "1 answer needs your attention" in page
    assert 'href="#item-bias-text"' in page
    assert re.findall(r'id="(fault-[\w-]+)"', page) == ["fault-bias-text"]
    assert "A &lt;long&gt; remark</textarea>" in page
    assert re.findall(r'name="item\.(\S+)" value="(\w+)" checked', page) == [
        ("objectives.recognize", "5"),
        ("bias", "yes"),
    ]
    assert EvaluationResponse.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "marked"),
    [
        ({"item.bias": "yes"}, ["<fieldset bias-text", "<textarea bias-text"]),
        ({"item.bias": ""}, ["<fieldset bias"]),
        ({"item.objectives.recognize": ""}, ["<fieldset objectives", "<div objectives"]),
    ],
)
def test_a_field_at_fault_is_described_by_what_is_wrong_with_it(browser, form, values, marked):
    page = page_of(send(browser, form, **values))
    found = re.findall(r'(<\w+) [^>]*aria-describedby="fault-([\w-]+)"', page)
    assert [f"{tag} {item}" for tag, item in found] == marked
    assert page.count('aria-invalid="true"') == 1


def test_a_follow_up_is_on_the_page_without_javascript(browser, form):
    page = page_of(browser.get(address_of(form)))
    assert 'data-when="item.bias" data-is="yes"' in page
    assert "hidden" not in page[page.index('id="item-bias-text"') : page.index('name="item.bias-text"')]


def test_an_item_that_the_form_does_not_have_is_refused(browser, form):
    page = page_of(send(browser, form, **{"item.score": "100"}))
    assert "answers need your attention" in page or "answer needs your attention" in page
    assert EvaluationResponse.objects.count() == 0


def test_sent_again_the_first_answers_stay(browser, form):
    send(browser, form)
    page = page_of(browser.get(address_of(form)))
    assert "Your evaluation has been sent" in page
    page_of(browser.post(address_of(form), {**SENT, "item.bias": "yes", "item.bias-text": "Changed."}))
    assert EvaluationResponse.objects.get().answers == ANSWERS


def test_all_kinds_of_items_can_be_answered(browser, enrollment):
    items = [
        {"key": "teach", "kind": "grid", "rows": "faculty", "scale": LEVELS, "text": "Taught well?"},
        {"key": "overall", "kind": "scale", "scale": LEVELS, "text": "Overall?", "required": True},
        {"key": "change", "kind": "multiple", "options": YES_NO, "text": "Change?"},
        {"key": "again", "kind": "single", "options": YES_NO, "text": "Again?"},
        {"key": "comment", "kind": "text", "text": "Comment?"},
    ]
    form = make_form(enrollment.version.provider, items=items)
    ask_for(enrollment.version, form)
    page = page_of(browser.get(address_of(form)))
    assert page.count('type="radio"') == 5 + 5 + 2
    assert page.count('type="checkbox"') == 2
    assert "Mei Chen, MD" in page
    answers = {
        "item.teach.chen": "4",
        "item.overall": "2",
        "item.change": ["no", "yes"],
        "item.again": "yes",
        "item.comment": "ok",
    }
    browser.post(address_of(form), {**answers, "signature": signature_in(page)})
    assert EvaluationResponse.objects.get().answers == {
        "teach": {"chen": 4},
        "overall": 2,
        "change": ["no", "yes"],
        "again": "yes",
        "comment": "ok",
    }


@pytest.mark.parametrize("signature", ["", "forged"])
def test_a_page_that_is_not_ours_stores_nothing(browser, form, signature):
    assert browser.post(address_of(form), {**SENT, "signature": signature})["Location"] == address_of(form)
    assert EvaluationResponse.objects.count() == 0


@pytest.mark.parametrize("enrolled", [False, True])
def test_a_page_sent_by_another_account_stores_nothing_and_keeps_what_was_typed(
    client, browser, form, enrollment, enrolled
):
    sent = {**SENT, "item.comment": "Long <words>", "signature": signature_in(page_of(browser.get(address_of(form))))}
    other = make_learner("bob")
    if enrolled:
        make_attempt(make_enrollment(other, enrollment.course), enrollment.version.posttest, 7)
    client.force_login(other)
    response = client.post(address_of(form), sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert "This page belongs to another account" in page
    assert 'name="item.comment" value="Long &lt;words&gt;"' in page
    assert EvaluationResponse.objects.count() == 0
    client.force_login(enrollment.learner)
    client.post(address_of(form), sent)
    assert EvaluationResponse.objects.get().enrollment == enrollment


def test_answers_outlive_the_session(form, enrollment):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(enrollment.learner)
    signature = signature_in(page_of(browser.get(address_of(form))))
    browser.logout()
    kept = browser.post(address_of(form), {**SENT, "item.comment": "Long words", "signature": signature})
    assert kept.status_code == 401
    assert 'name="item.comment" value="Long words"' in kept.content.decode()
    browser.force_login(enrollment.learner)
    browser.post(address_of(form), {**SENT, "item.comment": "Long words", "signature": signature})
    assert EvaluationResponse.objects.get().answers == {**ANSWERS, "comment": "Long words"}


@pytest.mark.parametrize("items", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_items(browser, enrollment, items, django_assert_num_queries):
    texts = [{"key": f"t{number}", "kind": "text", "text": "?"} for number in range(items)]
    form = make_form(enrollment.version.provider, items=texts)
    ask_for(enrollment.version, form)
    browser.get(address_of(form))
    with django_assert_num_queries(3):  # session with user, enrollment, what was done
        browser.get(address_of(form))


def test_looking_at_a_sent_form_shows_no_answers_to_change(browser, form, enrollment):
    make_response(enrollment, form)
    assert "<form" not in page_of(browser.get(address_of(form))).split("<main")[1].split("</main")[0]
