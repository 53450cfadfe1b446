"""A person is told everything that is held about them, and nothing of anybody else."""

import datetime as dt
import json

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey, ManyToManyField, Model, OneToOneField

from credence.accounts.actions import grant_role
from credence.accounts.enums import Role
from credence.accounts.models import User
from credence.journey.queries.personal_data import HELD, personal_data_of
from credence.outbox.actions import queue
from credence.support.actions import ask
from tests.factories.accounts import make_identifier, make_learner, make_user
from tests.factories.assessment import make_attempt
from tests.factories.commerce import make_coupon, make_order, make_paid_course, make_payment_attempt, make_redemption
from tests.factories.credit import make_accredited_course, make_award, make_ready, posttest_of
from tests.factories.progress import make_clock

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 6, 12, tzinfo=dt.UTC)
LEFT_OUT = {
    "account.EmailConfirmation": "the secret of a link that was mailed",
    "admin.LogEntry": "acts of engineers in the admin, not data about a learner",
    "accounts.Invitation": "work of the staff; that it was accepted stands on the record",
    "commerce.Stray": "money at the gateway that is no payment of the learner's, until finance has dealt with it",
    "credit.StepTaken": "work that waits for the worker, gone within moments",
    "commerce.SettlementDifference": "the books of finance",
    "reporting.ReportRequest": "work of the staff, gone with its file; that a report was taken stands on the record",
    "accounts.KnownBy": "beginnings of the names and the address, which are told",
    "accounts.User_groups": "roles of the staff",
    "accounts.User_user_permissions": "roles of the staff",
}


def models_of_a_person() -> set[type[Model]]:
    """Return every model from whose rows a path of foreign keys leads to a user, the user among them."""
    found: set[type[Model]] = {User}
    while True:
        more = {
            model
            for model in apps.get_models(include_auto_created=True)
            for field in model._meta.get_fields()
            if isinstance(field, ForeignKey | OneToOneField | ManyToManyField) and field.related_model in found
        } - found
        if not more:
            return found
        found |= more


def test_every_model_with_a_path_to_a_person_is_in_the_download_or_left_out_for_a_reason():
    names = {model._meta.label for model in models_of_a_person()}
    assert names - {model._meta.label for model in HELD} == set(LEFT_OUT)


def whole_life(username: str) -> User:
    """Return a learner about whom there is something of everything."""
    enrollment = make_ready(make_accredited_course(), username)
    user = enrollment.learner
    make_award(enrollment)
    make_clock(enrollment, studied_ms=60_000, counted_ms=90_000)
    make_identifier(user, "npi", "1234567893")
    Authenticator.objects.create(user=user, type="totp", data={"secret": "TOPSECRET"})
    ask(name=username, email=user.email, subject="Help", message="Where?", page="", learner=user, now=NOW)
    queue(key=f"link:{username}", to=user.email, subject="A link", text="http://x/secret-link", now=NOW, secret=True)
    return user


def as_json(user: User) -> dict:
    """Return the document as it is handed out."""
    return json.loads(json.dumps(personal_data_of(user, NOW), cls=DjangoJSONEncoder))


def test_the_document_holds_the_whole_life_of_a_learner():
    document = as_json(whole_life("alice"))
    assert list(document) == [
        "site", "made_at", "account", "addresses", "sessions", "second_factors", "profile", "professions",
        "identifiers", "numbers_shared", "roles", "study", "wanted", "courses", "orders", "sharing", "letters",
        "support_requests", "record",
    ]  # fmt: skip
    assert (document["account"]["username"], document["account"]["email"]) == ("alice", "alice@example.org")
    assert (document["profile"]["given_name"], document["profile"]["birth_month"]) == ("Alice", 4)
    held = {"profession": "physician", "held_from": "2026-01-05T12:00:00Z", "ended_at": None}
    assert document["professions"] == [held]
    assert document["identifiers"] == [
        {"kind": "npi", "region": "", "value": "1234567893", "given_at": "2026-01-05T12:00:00Z"}
    ]
    assert document["numbers_shared"] == []
    assert document["roles"] == []
    assert document["study"] == [{"counted_ms": 90_000, "counted_until": None}]
    assert [each["type"] for each in document["second_factors"]] == ["totp"]
    assert [each["subject"] for each in document["letters"]].count("A link") == 1
    assert [each["message"] for each in document["support_requests"]] == ["Where?"]
    assert [each["action"] for each in document["record"]] == ["award.granted"]


def test_the_document_of_staff_tells_what_they_may_do():
    user = make_user("dana")
    grant_role(user=user, role=Role.COORDINATOR, scope="lakeside", by="operator", now=NOW)
    assert as_json(user)["roles"] == [
        {"role": "coordinator", "scope": "lakeside", "granted_at": "2026-03-06T12:00:00Z", "granted_by": "operator"}
    ]


def test_the_document_tells_of_a_course_all_that_was_done_in_it():
    course = as_json(whole_life("alice"))["courses"][0]
    assert (course["course"], course["studied_ms"]) == ("contrast-reactions", 60_000)
    assert [each["chapter"] for each in course["chapters"]] == ["chapter-1"]
    assert [each["version"] for each in course["front_matter_shown"]] == [1]
    attempt = course["attempts"][0]
    assert (attempt["right"], attempt["total"]) == (8, 10)
    assert attempt["answers"][0] == {"question": "What of q1?", "chosen": ["Option a of q1"]}
    assert [each["answers"] for each in course["evaluations"]] == [{"objectives": {"recognize": 5}, "bias": "no"}]
    credit = course["credits"][0]
    assert (credit["credit_type"], credit["amount"], credit["revocations"]) == ("ama-pra-1", "1.25", [])
    assert (credit["given_to"]["name"], credit["numbers"]) == ("Alice Example", [])
    assert credit["certificates"][0]["snapshot"]["learner_name"] == "Alice Example"


def test_the_document_tells_of_orders_and_payments():
    user = make_learner("alice")
    order = make_order(user, make_paid_course())
    make_redemption(make_coupon("SPRING26X2"), order)
    payment = make_payment_attempt(order)
    told = as_json(user)["orders"][0]
    assert (told["number"], told["course"], told["state"]) == (order.number, "stroke-imaging", "pending")
    assert [each["code"] for each in told["coupons"]] == ["SPRING26X2"]
    assert [each["invoice_number"] for each in told["payments"]] == [payment.invoice_number]
    assert payment.token_fp not in json.dumps(told)


def test_the_document_holds_no_secret_and_not_the_key_of_the_test():
    user = whole_life("alice")
    text = json.dumps(as_json(user))
    assert user.password not in text
    assert "TOPSECRET" not in text
    assert "secret-link" not in text
    assert "correct" not in text
    assert "Because of" not in text


def test_the_document_holds_nothing_of_anybody_else():
    alice, bob = whole_life("alice"), make_learner("bob")
    assert "alice" not in json.dumps(as_json(bob)).lower()
    assert as_json(bob)["courses"] == []
    assert alice.email in json.dumps(as_json(alice))


def test_somebody_without_a_profile_gets_a_document_too():
    assert as_json(make_user("carol"))["profile"] is None


def test_the_document_costs_as_many_queries_for_three_courses_as_for_one(django_assert_num_queries):
    user = whole_life("alice")
    for slug in ("", "sepsis", "opioids"):
        if slug:
            enrollment = make_ready(make_accredited_course(slug), f"helper-{slug}")
            type(enrollment).objects.filter(pk=enrollment.pk).update(learner=user)
            make_attempt(enrollment, posttest_of(enrollment), 9)
        with django_assert_num_queries(33):  # of awards names and numbers, too, and the numbers that others have
            personal_data_of(user, NOW)
