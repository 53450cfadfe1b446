"""Pages of the demo, and work done without a web server. Needs the demo in CREDENCE_VAR."""

import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402 - Django first
from django.db import transaction  # noqa: E402

from bench.figures import Figure, median_ms  # noqa: E402
from bench.server import free_port, measure, running  # noqa: E402
from credence.accounts.gateway.sessions import SessionStore  # noqa: E402
from credence.accounts.models import User  # noqa: E402
from credence.assessment.actions import hand_in  # noqa: E402
from credence.assessment.queries import attempts_of, marking_of, posttest_of  # noqa: E402
from credence.catalog.models import Course  # noqa: E402
from credence.credit.documents.certificate import CertificateSnapshot, render  # noqa: E402
from credence.credit.models import Certificate  # noqa: E402
from credence.enrollment.actions import enroll  # noqa: E402
from credence.kit.clock import now  # noqa: E402

PAGES = (
    ("home", "/", ""),
    ("catalog", "/courses/", ""),
    ("search", "/courses/?q=contrast", ""),
    ("course", "/courses/contrast-reactions/", ""),
    ("my courses", "/my-courses/", "physician"),
    ("study", "/courses/sepsis-first-hour/learn/", "physician"),
    ("claim", "/courses/sepsis-first-hour/claim/", "nurse"),
    ("transcript", "/transcript/", "physician"),
)


def session_of(username: str) -> str:
    """Return the key of a fresh session of a learner of the demo; none for a guest."""
    if not username:
        return ""
    user = User.objects.get(username=username)
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def of_pages() -> Iterator[Figure]:
    """Return how fast pages are served, each warm and for itself."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("credence")), "serve", "--port", str(port)]
    with running(command, port):
        for name, path, username in PAGES:
            yield measure(name, port, path, session_of(username))


def of_work() -> Iterator[Figure]:
    """Return how fast a certificate is drawn, and a posttest graded, counted and put on record."""
    stored = Certificate.objects.order_by("pk").first()
    assert stored  # noqa: S101 - the demo has some
    snapshot = CertificateSnapshot.from_json(stored.snapshot)
    yield median_ms("certificate", lambda: render(snapshot))
    yield median_ms("posttest handed in", _hand_in)


def _hand_in() -> None:
    course = Course.objects.get(slug="contrast-reactions")
    moment = now()
    with transaction.atomic():
        learner = User.objects.get(username="physician")
        enrollment = enroll(learner=learner, course=course, by="bench", now=moment)
        posttest = posttest_of(enrollment.version)
        assert posttest  # noqa: S101 - the course has one
        answers = marking_of(enrollment, posttest, len(attempts_of(enrollment).attempts) + 1).correct
        hand_in(enrollment=enrollment, posttest=posttest, answers=answers, submission_key=uuid.uuid4(), now=moment)
        transaction.set_rollback(True)
