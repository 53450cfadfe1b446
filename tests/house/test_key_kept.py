"""No answer, letter, record, cache or log holds the key of a posttest before it was passed (abuse case 13, R34)."""

import json
import logging
import re

import pytest
from django.core.cache import caches
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponseBase
from django.test import Client

from credence.accounts.models import User
from credence.assessment.models import Option, Question
from credence.audit.models import Event
from credence.journey.queries.personal_data import personal_data_of
from credence.kit.clock import now
from credence.outbox.models import Letter
from credence.project.settings import ROOT
from tests.factories.accounts import make_learner
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import finish_all
from tests.house.walking import addresses, path_of
from tests.house.world import World

CHOICE = re.compile(r'name="question\.([\w-]+)"\s+value="(\w+)"[^>]*>\s*<span>Option (\w)')
SECRETS = ("Because of", "Right answer", '"correct"', "is_correct")
"""What explanations of the tests begin with, and what pages and documents call a right answer."""


def told(response: HttpResponseBase) -> str:
    """Return all that an answer says, headers included."""
    body = b"".join(response) if response.streaming else getattr(response, "content", b"")  # type: ignore[arg-type]
    return f"{response.headers} {body.decode(errors='replace')}"


@pytest.fixture
def failed(world: World) -> User:
    """Return a learner who handed in one wrong answer after another, as far as the course allows but once."""
    learner = make_learner("felix")
    finish_all(make_enrollment(learner, world.course))
    browser = Client()
    browser.force_login(learner)
    address = f"/courses/{world.course.slug}/posttest/"
    for _ in range(2):
        page = told(browser.get(address))
        signature = re.search(r'name="signature" value="([^"]+)"', page)
        assert signature
        sent = {f"question.{key}": code for key, code, letter in CHOICE.findall(page) if letter == "b"}
        assert len(sent) == 10
        response = browser.post(address, {**sent, "signature": signature[1]})
        assert response["Location"] == address + "result/"
    return learner


def test_no_address_tells_the_key_to_who_failed_is_not_enrolled_or_is_staff(world: World, failed: User) -> None:
    assert set(Question.objects.values_list("explanation", flat=True)) >= {"Because of q1."}
    leaks = []
    for user in (failed, world.other, world.staff, None):
        browser = Client(raise_request_exception=False)
        if user:
            browser.force_login(user)
        for address in addresses():
            said = told(browser.get(path_of(address, world)))
            leaks += [(user and user.username, address.name, secret) for secret in SECRETS if secret in said]
    assert leaks == []
    passed = Client()
    passed.force_login(world.learner)
    assert "Because of q1." in told(passed.get(f"/courses/{world.course.slug}/posttest/result/"))


def test_no_letter_record_or_download_of_who_failed_holds_the_key(failed: User) -> None:
    document = json.dumps(personal_data_of(failed, now()), cls=DjangoJSONEncoder)
    letters = " ".join(Letter.objects.values_list("text", flat=True))
    record = json.dumps(list(Event.objects.values("action", "details", "reason")), cls=DjangoJSONEncoder)
    assert [secret for secret in SECRETS for text in (document, letters, record) if secret in text] == []
    assert "Option b of q1" in document


def test_no_cache_and_no_log_holds_questions_answers_or_the_key(
    world: World, failed: User, caplog: pytest.LogCaptureFixture
) -> None:
    browser = Client()
    browser.force_login(failed)
    with caplog.at_level(logging.DEBUG):
        page = told(browser.get(f"/courses/{world.course.slug}/posttest/"))
        codes = {f"question.{key}": code for key, code, _ in CHOICE.findall(page)}
        browser.post(f"/courses/{world.course.slug}/posttest/", codes)
    kept = [repr(vars(caches[name])) for name in ("default", "pages")]
    words = [*SECRETS, *codes.values(), *Option.objects.values_list("text", flat=True)]
    logged = "\n".join(each.getMessage() for each in caplog.records if each.name != "django.db.backends")
    assert codes
    assert [word for word in words for text in (*kept, logged) if word in text] == []


def test_scripts_and_style_sheets_of_the_test_hold_nothing_of_it() -> None:
    built = ROOT / "src/credence/project/static/built"
    for file in built.glob("posttest*.*"):
        assert not re.search(r"correct|explanation|isRight", file.read_text(encoding="utf-8"))
