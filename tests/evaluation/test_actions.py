"""Sending evaluations."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from credence.audit.models import Event
from credence.evaluation.actions import AnswersRefused, FormNotOfCourse, add_form, respond
from credence.evaluation.models import EvaluationForm, EvaluationResponse
from credence.evaluation.rules import Fault
from tests.factories.accounts import make_learner
from tests.factories.catalog import make_course, make_provider
from tests.factories.enrollment import make_enrollment
from tests.factories.evaluation import ANSWERS, ask_for, make_form, make_response

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 15, tzinfo=dt.UTC)


@pytest.fixture
def enrollment():
    return make_enrollment(make_learner(), make_course())


@pytest.fixture
def form(enrollment):
    form = make_form(enrollment.version.provider)
    ask_for(enrollment.version, form)
    return form


def send(enrollment, form, now=NOW, **changes):
    return respond(enrollment=enrollment, form=form, answers={**ANSWERS, **changes}, now=now)


def test_answers_are_stored_with_the_form_and_the_moment(enrollment, form):
    response = EvaluationResponse.objects.get(pk=send(enrollment, form, comment=" Good. ").pk)
    assert (response.enrollment, response.form, response.submitted_at) == (enrollment, form, NOW)
    assert response.answers == {"objectives": {"recognize": 5}, "bias": "no", "comment": "Good."}


def test_sending_is_put_on_record(enrollment, form):
    send(enrollment, form)
    event = Event.objects.get()
    assert (event.action, event.actor, event.subject_id) == ("evaluation.sent", "alice", enrollment.public_id)
    assert event.details == {"form": "cme-2026 v1"}


def test_perceived_bias_is_put_on_record_for_staff(enrollment, form):
    send(enrollment, form, bias="yes", **{"bias-text": "The drug."})
    assert list(Event.objects.values_list("action", flat=True)) == ["evaluation.sent", "evaluation.bias-reported"]


def test_sent_again_the_first_stays_whatever_is_said_then(enrollment, form):
    first = send(enrollment, form)
    again = send(enrollment, form, bias="perhaps", now=NOW + dt.timedelta(hours=1))
    assert (again, again.answers, again.submitted_at) == (first, ANSWERS, NOW)
    assert (EvaluationResponse.objects.count(), Event.objects.count()) == (1, 1)


def test_faulty_answers_store_nothing_and_name_the_items(enrollment, form):
    with pytest.raises(AnswersRefused) as refusal:
        send(enrollment, form, bias="yes", objectives={})
    assert refusal.value.data["faults"] == {"objectives": Fault.MISSING, "bias-text": Fault.MISSING}
    assert (EvaluationResponse.objects.count(), Event.objects.count()) == (0, 0)


def test_the_form_of_another_provider_is_refused(enrollment, form):
    other = make_form(make_provider("lakeside"))
    with pytest.raises(FormNotOfCourse):
        send(enrollment, other)


def test_another_version_of_the_form_is_refused(enrollment, form):
    newer = make_form(form.provider, version=2, title="Newer")
    with pytest.raises(FormNotOfCourse):
        send(enrollment, newer)


def test_the_rows_are_the_objectives_of_the_learners_version(enrollment, form):
    with pytest.raises(AnswersRefused) as refusal:
        send(enrollment, form, objectives={"recognize": 5, "invented": 5})
    assert refusal.value.data["faults"] == {"objectives": Fault.UNKNOWN}


def test_the_database_refuses_a_second_response(enrollment, form):
    make_response(enrollment, form)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_response(enrollment, form)


def test_the_database_refuses_to_change_a_form_or_a_response(enrollment, form):
    response = make_response(enrollment, form)
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationResponse.objects.filter(pk=response.pk).update(answers={})
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationForm.objects.filter(pk=form.pk).update(title="Other")


def test_a_form_is_a_new_version_only_where_its_definition_is_new():
    provider = make_provider()
    first = {"title": "Evaluation", "items": []}
    written = [
        add_form(provider=provider, slug="cme", definition=definition, sha256=sha256, by="dana", now=NOW)
        for definition, sha256 in [(first, "1" * 64), (first, "1" * 64), ({**first, "title": "Another"}, "2" * 64)]
    ]
    assert [form and (form.version, form.title) for form in written] == [(1, "Evaluation"), None, (2, "Another")]
    assert list(Event.objects.values_list("action", "actor", "details__version")) == [
        ("evaluation-form.added", "dana", 1),
        ("evaluation-form.added", "dana", 2),
    ]
