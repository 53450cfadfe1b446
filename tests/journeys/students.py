"""Prepare learners on a running site, and look at what it holds of them. A program of its own."""

import json
import os
import sys
from importlib import import_module
from typing import Any

import django


def main(words: list[str]) -> None:
    """Do what the first word says and print the answer as JSON."""
    django.setup()
    act, *rest = words
    json.dump({"enroll": enroll, "study": study}[act](*rest), sys.stdout)


def enroll(slug: str, *names: str) -> dict[str, str]:
    """Make a learner of each name, enrolled in a course and ready to study; return their session keys."""
    from credence.catalog.models import Course  # noqa: PLC0415 - Django is set up by now
    from tests.factories.accounts import make_learner  # noqa: PLC0415
    from tests.factories.enrollment import make_enrollment  # noqa: PLC0415

    course = Course.objects.get(slug=slug)
    sessions = {}
    for name in names:
        learner = make_learner(name)
        make_enrollment(learner, course)
        sessions[name] = _sign_in(learner)
    return sessions


def study(name: str, chapter: str) -> dict[str, Any]:
    """Return what counts of a learner's study: the clock, and the state of one chapter."""
    from credence.progress.models import ChapterProgress, StudyClock  # noqa: PLC0415

    progress = ChapterProgress.objects.get(enrollment__learner__username=name, chapter__slug=chapter)
    clock = StudyClock.objects.filter(enrollment=progress.enrollment).first()
    return {
        "studied_ms": clock.studied_ms if clock else 0,
        "watched_ms": sum(end - start for start, end in progress.watched),
        "position_ms": progress.position_ms,
        "finished": progress.finished_at is not None,
    }


def _sign_in(user: Any) -> str:
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "credence.project.settings"
    main(sys.argv[1:])
