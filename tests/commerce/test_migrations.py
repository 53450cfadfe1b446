"""What was stored before is read by the words of now."""

from importlib import import_module

import pytest
from django.apps import apps

from credence.commerce.models import Order, PaymentAttempt
from tests.factories.accounts import make_learner
from tests.factories.commerce import make_order, make_paid_course, make_payment_attempt

pytestmark = pytest.mark.django_db
CODES = import_module("credence.commerce.migrations.0005_codes_of_our_own")


def an_order(**values):
    return make_order(make_learner("dana"), make_paid_course(), **values)


@pytest.mark.parametrize(
    ("state", "code", "kept", "fault"),
    [
        ("rejected", "961", "", "card-spent"),
        ("rejected", "credentials", "", "credentials"),
        ("rejected", "971", "", "request"),
        ("auth-unknown", "961", "", "card-spent"),
        ("auth-unknown", "", "", "no-answer"),
        ("auth-unknown", "165", "", "strange-answer"),
        ("declined", "102", "funds", "funds"),
        ("lost", "", "", ""),
    ],
)
def test_a_gateway_s_number_becomes_a_fault_of_ours(state, code, kept, fault):
    attempt = make_payment_attempt(an_order(), state, response_code=code, fault=kept)
    CODES.name_faults(apps, None)
    attempt = PaymentAttempt.objects.get(pk=attempt.pk)
    assert (attempt.fault, attempt.response_code) == (fault, code)


@pytest.mark.parametrize(
    ("stored", "code"), [("NotOpen", "not-open"), ("ProfileIncomplete", "profile-incomplete"), ("given-back",) * 2]
)
def test_the_name_of_a_class_becomes_the_code_of_a_refusal(stored, code):
    order = an_order(review_reason=stored)
    CODES.name_reviews(apps, None)
    assert Order.objects.get(pk=order.pk).review_reason == code
