"""`python -m bench.plan FILE`: make the data of a run, and write who visits in each row and what each must see."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django first
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402
from tests.factories.accounts import PASSWORD  # noqa: E402

from bench.making import BLOCKS, FILM, QUESTIONS, RIGHT, Made, Slot, make, percent_of, reached_of, words_of  # noqa: E402
from bench.visits import Item, searched  # noqa: E402
from credence.accounts.gateway.sessions import SessionStore  # noqa: E402
from credence.accounts.models import User  # noqa: E402
from credence.assessment.models import Posttest  # noqa: E402
from credence.assessment.queries import questions_for  # noqa: E402
from credence.catalog.models import Course, CreditOffer  # noqa: E402
from credence.catalog.queries.courses import open_courses  # noqa: E402
from credence.catalog.queries.search import Search, find  # noqa: E402
from credence.catalog.rules.credit_types import Claim, newest_types  # noqa: E402
from credence.credit.models import Certificate  # noqa: E402
from credence.enrollment.models import Enrollment  # noqa: E402
from credence.kit.clock import now  # noqa: E402
from credence.learn.access.media_links import media_url  # noqa: E402
from credence.learn.views.catalog import NEWEST, PER_PAGE  # noqa: E402
from credence.media.models import Asset  # noqa: E402

TESTED = 100
"""So many learners open their posttest; it takes a while to know what each is asked."""

Told = dict[str, Any]


def signed_in(person: User) -> Item:
    """Return the cookies of a learner who has signed in, as the site makes them."""
    store, token = SessionStore(), get_random_string(32)
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    store.save()
    session, csrf = settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME
    return {"cookie": f"{session}={store.session_key}; {csrf}={token}", "token": token, "name": person.username}


def public_rows(made: Made) -> dict[str, Told]:
    """Return the rows of those who are not signed in."""
    newest = [_title(listing.course) for listing in open_courses(now())[:NEWEST]]
    titles = [_title(listing.course) for listing in find(Search(), now()).listings]
    pages = [titles[first : first + PER_PAGE] for first in range(0, len(titles), PER_PAGE)]
    catalog = [{"path": f"/courses/?page={number}", "marks": page} for number, page in enumerate(pages, start=1)]
    courses = [_course_page(course) for course in made.courses]
    found = zip(*(searched(words_of(number)) for number in range(len(made.courses))), strict=True)
    searches = [
        {"path": path, "marks": [_title(course)]}
        for paths in found
        for path, course in zip(paths, made.courses, strict=True)
    ]
    return {
        "home": _pages([{"path": "/", "marks": newest}] * len(made.courses)),
        "course": _pages(courses),
        "catalog": _pages(catalog * len(made.courses)),
        "search": _pages(searches),
    }


def _pages(items: list[Item]) -> Told:
    return {"visit": "page", "items": [dict(item) for item in items]}


def _title(course: Course) -> str:
    return course.current_version.title if course.current_version else ""


def _course_page(course: Course) -> Item:
    return {"path": f"/courses/{course.slug}/", "marks": [f"<h1>{_title(course)}</h1>"]}


def learners_rows(made: Made, sessions: list[Item]) -> dict[str, Told]:
    """Return the rows of learners that change nothing."""
    each = list(zip(made.enrollments, sessions, strict=True))
    return {
        "my-courses": _pages([_all_of(mine, session) for mine, session in each]),
        "study": _pages([_study(mine[Slot.STUDY], *who) for mine, *who in _numbered(each)]),
        "chapter": _pages([_film(mine[Slot.STUDY], *who) for mine, *who in _numbered(each)]),
        "course-signed-in": {"visit": "page with parts", "items": [_with_parts(*own) for own in each]},
        "posttest-page": _pages([_test_page(mine[Slot.TEST], session) for mine, session in each[:TESTED]]),
    }


def _numbered(each: list[tuple[list[Enrollment], Item]]) -> Iterator[tuple[list[Enrollment], int, Item]]:
    return ((mine, number, session) for number, (mine, session) in enumerate(each))


def _at(enrollment: Enrollment, rest: str) -> str:
    return f"/courses/{enrollment.course.slug}/{rest}"


def _all_of(mine: list[Enrollment], session: Item) -> Item:
    marks = [session["name"], *(_title(enrollment.course) for enrollment in mine)]
    return {**session, "path": "/my-courses/", "marks": marks}


def _study(enrollment: Enrollment, number: int, session: Item) -> Item:
    marks = [f"<h1>{_title(enrollment.course)}</h1>", f"{percent_of(number)}% watched"]
    return {**session, "path": _at(enrollment, "learn/"), "marks": marks}


def _film(enrollment: Enrollment, number: int, session: Item) -> Item:
    marks = [_title(enrollment.course), f"#t={reached_of(number)}.0"]
    return {**session, "path": _at(enrollment, "learn/video-4/"), "marks": marks}


def _with_parts(mine: list[Enrollment], session: Item) -> Item:
    enrollment = mine[Slot.FRESH]
    return {**session, **_course_page(enrollment.course), "own": [session["name"], "You are enrolled."]}


def _test_page(enrollment: Enrollment, session: Item) -> Item:
    test = Posttest.objects.get(version=enrollment.version_id)
    asked = questions_for(enrollment, test, 1)
    codes = [f'value="{choice.code}"' for question in asked for choice in question.choices]
    return {**session, "path": _at(enrollment, "posttest/"), "marks": [_title(enrollment.course), *codes]}


def acting_rows(made: Made, sessions: list[Item]) -> dict[str, Told]:
    """Return the rows of learners who change something; each posttest and each claim is possible once."""
    each = list(zip(made.enrollments, sessions, strict=True))
    journeys, claims = (Slot.JOURNEY, Slot.JOURNEY_TOO, Slot.LAST_JOURNEY), (Slot.CLAIM, Slot.CLAIM_TOO)
    self_claimed = [code for code, kind in newest_types().items() if kind.claim == Claim.SELF_CLAIMED]
    offers = dict(CreditOffer.objects.filter(credit_type__in=self_claimed).values_list("version", "pk"))
    taken = [_journey(mine[slot], session) for slot in journeys for mine, session in each]
    claimed = [_claim(mine[slot], offers, session) for slot in claims for mine, session in each]
    watched = [{**session, "path": _at(mine[Slot.BEAT], "learn/video-4/beat/")} for mine, session in each]
    return {
        "posttest-journey": {"visit": "posttest", "once": True, "items": taken},
        "claim": {"visit": "claim", "once": True, "items": claimed},
        "beat": {"visit": "beat", "items": watched},
        "sign-in": {"visit": "sign in", "items": [_sign_in(session) for session in sessions]},
    }


def _journey(enrollment: Enrollment, session: Item) -> Item:
    asked = {"questions": QUESTIONS, "right": RIGHT, "marks": [_title(enrollment.course)]}
    seen = {
        "result": _at(enrollment, "posttest/result/"),
        "passed": ["You passed", f"{QUESTIONS} of {QUESTIONS} questions"],
    }
    return {**session, "path": _at(enrollment, "posttest/"), **asked, **seen}


def _claim(enrollment: Enrollment, offers: dict[int, int], session: Item) -> Item:
    fields = {"offer": offers[enrollment.version_id], "amount": "1.25", "attested": "1"}
    marks = [session["name"], _title(enrollment.course), "1.25 AMA"]
    return {**session, "path": _at(enrollment, "claim/"), "fields": fields, "marks": marks}


def _sign_in(session: Item) -> Item:
    csrf = f"{settings.CSRF_COOKIE_NAME}={session['token']}"
    marks = ["/my-courses/", f"{settings.SESSION_COOKIE_NAME}="]
    told = {"path": "/sign-in/", "login": session["name"], "password": PASSWORD, "marks": marks}
    return {"cookie": csrf, "token": session["token"], **told}


def holders_rows(made: Made, sessions: list[Item]) -> dict[str, Told]:
    """Return the rows about certificates that are held."""
    held = list(zip(made.certificates, sessions, strict=False))
    checked = [{"path": f"/verify/?code={each.code}", "marks": _facts(each)} for each in made.certificates]
    return {
        "download": {"visit": "download", "items": [_download(each, session) for each, session in held]},
        "verify": {"visit": "page from anywhere", "items": checked},
    }


def _facts(certificate: Certificate) -> list[str]:
    enrollment = certificate.award.enrollment
    return [enrollment.learner.profile.full_name, enrollment.version.title]


def _download(certificate: Certificate, session: Item) -> Item:
    marks = ["%PDF-", f"certificate-{certificate.code}.pdf"]
    path, length = f"/certificates/{certificate.public_id}.pdf", len(bytes(certificate.pdf or b""))
    return {**session, "path": path, "marks": marks, "length": length}


def front_rows(rows: dict[str, Told], made: Made, sessions: list[Item]) -> dict[str, Told]:
    """Return the rows that are asked through nginx, and what nginx does alone."""
    film = Asset.objects.get(name=FILM)
    watched = zip((mine[Slot.STUDY] for mine in made.enrollments), sessions, strict=True)
    films = [{**session, "path": media_url(film, mine, "film"), "blocks": BLOCKS} for mine, session in watched]
    return {
        **{f"{name}-of-nginx": rows[name] for name in ("home", "catalog", "course")},
        "video-of-nginx": {"visit": "film", "items": films},
        "alone-page": _pages([{"path": "/page.html", "marks": ["</html>"]}] * len(made.courses)),
        "alone-film": {"visit": "film", "items": [{"path": "/film.mp4", "blocks": BLOCKS} for _ in films]},
    }


def main() -> None:
    """Make everything, and write it down."""
    parser = argparse.ArgumentParser(prog="bench.plan", description=__doc__)
    parser.add_argument("file", type=Path)
    for name in ("courses", "learners", "holders"):
        parser.add_argument(f"--{name}", type=int, required=True)
    options = parser.parse_args()
    made = make(options.courses, options.learners, options.holders)
    sessions = [signed_in(person) for person in made.learners]
    rows = {**public_rows(made), **learners_rows(made, sessions), **acting_rows(made, sessions)}
    rows |= holders_rows(made, sessions)
    rows |= front_rows(rows, made, sessions)
    options.file.write_text(json.dumps(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
