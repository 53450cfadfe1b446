"""What stands between a learner and credit is the same sentence, with the same one button, on every page."""

import datetime as dt
import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from credence.accounts.enums import Profession
from credence.catalog.actions import withdraw_credit
from credence.credit.actions import revoke
from credence.enrollment.models import Enrollment
from credence.enrollment.queries import enrollments_of
from credence.journey.queries.standing import standing_of
from credence.learn.wording.next import what_is_next
from tests.factories.accounts import make_learner
from tests.factories.assessment import make_attempt
from tests.factories.credit import CLAIMED, make_accredited_course, make_award, make_ready, posttest_of
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import finish_all

pytestmark = pytest.mark.django_db
PHYSICIAN, TECHNOLOGIST, NURSE = Profession.PHYSICIAN, Profession.RADIOLOGIC_TECHNOLOGIST, Profession.NURSE
NOT_FOR_YOU = "None of this course’s credit is for the professions in your profile. You can take it all the same. "
VIEW = "You can still view everything."
COURSE = "/courses/contrast-reactions/"
LEARN = f"{COURSE}learn/"
AFTER = dt.datetime(2029, 1, 1, 5, tzinfo=dt.UTC)


def begun(*professions: Profession, studied: bool = False, **values: Any) -> Enrollment:
    enrollment = make_enrollment(make_learner("alice", *professions), make_accredited_course(), **values)
    if studied:
        finish_all(enrollment)
    return enrollment


def ready(*professions: Profession, **done: Any) -> Enrollment:
    return make_ready(make_accredited_course(), "alice", *professions, **done)


def profile_lost() -> Enrollment:
    enrollment = ready()
    enrollment.learner.profile.delete()
    return enrollment


def front_matter_renewed() -> Enrollment:
    enrollment = ready()
    course = enrollment.course
    course.current_front_matter = course.front_matters.create(
        number=2, sha256="1" * 64, document={}, created_at=CLAIMED
    )
    course.save()
    return enrollment


def tried(right: int, times: int, *professions: Profession, limit: int | None = 3) -> Enrollment:
    course = make_accredited_course(attempt_limit=limit, ama={"attempt_limit": limit})
    enrollment = make_ready(course, "alice", *professions, right=right)
    for _ in range(times - 1):
        make_attempt(enrollment, posttest_of(enrollment), right)
    return enrollment


def partly_awarded() -> Enrollment:
    enrollment = ready(PHYSICIAN, TECHNOLOGIST, right=7)
    make_award(enrollment)
    return enrollment


def numberless() -> Enrollment:
    course = make_accredited_course()
    assert course.current_version
    provider = course.current_version.provider
    provider.reports_to_pars = True
    provider.save()
    return make_ready(course, birth_month=None, birth_day=None)


def awarded() -> Enrollment:
    enrollment = ready()
    make_award(enrollment)
    return enrollment


def taken_back() -> Enrollment:
    given = make_award(ready())
    revoke(award=given, by="staff", reason="Awarded in error.", now=CLAIMED)
    return given.enrollment


def withdrawn() -> Enrollment:
    enrollment = ready()
    withdraw_credit(course=enrollment.course, by="staff", reason="Outdated.", now=CLAIMED)
    return enrollment


def not_yet() -> Enrollment:
    later = {"valid_from": dt.date(2026, 6, 1)}
    course = make_accredited_course(ama=later)
    enrollment = make_enrollment(make_learner("alice"), course)
    finish_all(enrollment)
    return enrollment


def given_back() -> Enrollment:
    enrollment = begun()
    enrollment.closed_at = CLAIMED
    enrollment.save()
    return enrollment


State = Callable[[], Enrollment]
STATES: dict[str, tuple[State, str, str, str]] = {
    "the profile": (
        profile_lost,
        "Your profile is not complete: certificates need your legal name, and what else it asks for.",
        "Complete your profile",
        "/profile/?next=%2Fcourses%2Fcontrast-reactions%2Flearn%2F",
    ),
    "the front matter": (
        lambda: begun(front_matter_shown=False),
        "Look at the objectives and disclosures of the course first.",
        "Begin",
        f"{COURSE}front-matter/",
    ),
    "a new front matter": (
        front_matter_renewed,
        "The objectives and disclosures of this course have changed: they must be shown to you once more.",
        "Look at them",
        f"{COURSE}front-matter/",
    ),
    "study": (begun, "First chapter: Chapter 1", "Start", f"{LEARN}chapter-1/"),
    "the posttest": (
        lambda: begun(studied=True),
        "You have finished every chapter. The posttest comes next.",
        "Take the posttest",
        f"{COURSE}posttest/",
    ),
    "another attempt": (
        lambda: tried(6, 2),
        "Not passed yet: the posttest asks for 70%, and your best is 60%. You have 1 attempt left.",
        "Take the posttest again",
        f"{COURSE}posttest/",
    ),
    "a higher mark": (
        partly_awarded,
        "You passed for part of the credit. The rest asks for 75%; your best is 70%. You have 2 attempts left.",
        "Take the posttest again",
        f"{COURSE}posttest/",
    ),
    "no attempt left": (
        lambda: tried(6, 3),
        (
            "The 3 attempts that count for this credit are used up, and none reached 70%. Other credit of the course "
            f"goes by its own mark. {VIEW} If you think that something went wrong, write to us."
        ),
        "Write to support",
        "/support/",
    ),
    "the evaluation": (
        lambda: ready(evaluated=False),
        "You passed the posttest. The provider’s evaluation comes next.",
        "Fill in the evaluation",
        f"{COURSE}evaluation/1/",
    ),
    "the claim": (ready, "Your credit is ready for you to claim.", "Claim your credit", f"{COURSE}claim/"),
    "a number": (
        numberless,
        (
            "You have done everything that the course asks. This credit is filed under NPI (National Provider "
            "Identifier) or State license; Month and day of birth. You are asked for it where you claim, and "
            "nowhere before."
        ),
        "Add it and get your credit",
        f"{COURSE}claim/",
    ),
    "nothing": (
        awarded,
        "You have completed this course. Its credit is yours, and you can view everything again at any time.",
        "See your certificate",
        f"{COURSE}claim/",
    ),
    "an award taken back": (
        taken_back,
        f"The provider took back the credit that was awarded to you here. {VIEW}",
        "See why",
        f"{COURSE}claim/",
    ),
    "withdrawn credit": (
        withdrawn,
        (
            "The provider withdrew the credit of this course on Feb. 2, 2026, so it cannot be claimed any more. Credit "
            f"awarded before that day stands. {VIEW}"
        ),
        "Write to support",
        "/support/",
    ),
    "its first day": (
        not_yet,
        "The credit of this course can be earned from June 1, 2026 on; the posttest opens on that day.",
        "Look at the chapters again",
        f"{LEARN}chapter-1/",
    ),
    "money given back": (
        given_back,
        "You were given back what was paid, so the course is closed. Your study is kept.",
        "See the course",
        COURSE,
    ),
    "another profession": (
        lambda: begun(NURSE),
        f"{NOT_FOR_YOU}First chapter: Chapter 1",
        "Start",
        f"{LEARN}chapter-1/",
    ),
    "another profession, all done": (
        lambda: ready(NURSE),
        f"{NOT_FOR_YOU}You have completed this course. You can view everything again at any time.",
        "Find another course",
        "/courses/",
    ),
}


def told(enrollment: Enrollment, now: dt.datetime = CLAIMED) -> tuple[str, str, str]:
    (found,) = enrollments_of(enrollment.learner).filter(pk=enrollment.pk)
    said = what_is_next(standing_of(found, now))
    return said.sentence, said.label, re.sub(r"evaluation/\d+/", "evaluation/1/", said.url)


@pytest.mark.parametrize("missing", STATES)
def test_what_is_missing_is_one_sentence_with_the_button_that_mends_it(missing: str) -> None:
    state, sentence, label, url = STATES[missing]
    assert told(state()) == (sentence, label, url)


def test_after_the_last_day_it_is_named() -> None:
    assert told(ready(), AFTER) == (
        f"The last day for the credit of this course was Dec. 31, 2028. {VIEW}",
        "View the course",
        f"{LEARN}chapter-1/",
    )


def test_a_pause_is_told_with_its_end_and_what_to_do_until_then() -> None:
    enrollment = tried(6, 1, limit=None)
    latest = enrollment.attempts.get().submitted_at
    paused = told(enrollment, latest)
    assert re.fullmatch(
        r"Not passed yet: the posttest asks for 70%, and your best is 60%\. The next attempt opens on .+ (EST|UTC)\.",
        paused[0],
    )
    assert paused[1:] == ("See what to study again", f"{COURSE}posttest/result/")
    assert told(enrollment, latest + dt.timedelta(days=7)) == (
        "Not passed yet: the posttest asks for 70%, and your best is 60%. You may try again now.",
        "Take the posttest again",
        f"{COURSE}posttest/",
    )


def text_of(client: Client, address: str) -> str:
    return " ".join(html.unescape(client.get(address).content.decode()).split())


@pytest.mark.parametrize("missing", ["study", "the posttest", "another attempt", "the evaluation", "no attempt left"])
def test_every_page_says_the_same_and_has_the_same_button(client: Client, missing: str) -> None:
    state, sentence, label, url = STATES[missing]
    enrollment = state()
    client.force_login(enrollment.learner)
    pages = [f"/fragments{COURSE}", LEARN, "/my-courses/", f"{COURSE}claim/"]
    seen = [re.sub(r"evaluation/\d+/", "evaluation/1/", text_of(client, each)) for each in pages]
    assert [(sentence in page, f'href="{url}">{label}' in page) for page in seen] == [(True, True)] * len(pages)


def test_a_course_page_sends_nobody_to_the_profile_for_what_the_claim_asks(client: Client) -> None:
    enrollment = numberless()
    for learner in (enrollment.learner, make_learner("bob", birth_month=None, birth_day=None)):
        client.force_login(learner)
        page = text_of(client, f"/fragments{COURSE}").partition("<div hx-swap-oob")[0]
        assert ("You are asked for it where you claim" in page, "/profile/" in page) == (True, False)
