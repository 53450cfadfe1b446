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
    acts = {"enroll": enroll, "study": study, "sell": sell, "buyers": buyers, "reprice": reprice, "refund": refund}
    ends = {"sign_out": sign_out, "shut_out": shut_out}
    json.dump({**acts, **ends, "withdraw": withdraw, "rows": rows}[act](*rest), sys.stdout)


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
        "page": progress.page,
        "finished": progress.finished_at is not None,
    }


def sell(slug: str) -> None:
    """Put a course of 149.00 on sale, with a coupon that takes off a fifth and one that pays all."""
    from tests.factories.commerce import make_coupon, make_paid_course  # noqa: PLC0415

    make_paid_course(slug)
    make_coupon()
    make_coupon("GIFT", "full", "0")


def buyers(*names: str) -> dict[str, str]:
    """Make learners who are enrolled in nothing and return their session keys."""
    from tests.factories.accounts import make_learner  # noqa: PLC0415

    return {name: _sign_in(make_learner(name)) for name in names}


def reprice(slug: str, price: str) -> None:
    """Publish a course at another price."""
    from credence.catalog.models import Course  # noqa: PLC0415
    from tests.factories.commerce import publish_at  # noqa: PLC0415

    publish_at(Course.objects.get(slug=slug), price)


def refund(name: str, amount: str) -> None:
    """Ask for some of a learner's money to go back, as finance does."""
    import uuid  # noqa: PLC0415
    from decimal import Decimal  # noqa: PLC0415

    from credence.commerce.actions.refunds import request_refund  # noqa: PLC0415
    from credence.commerce.models import Order  # noqa: PLC0415
    from credence.kit.clock import now  # noqa: PLC0415

    order = Order.objects.get(learner__username=name)
    asked = {"reason": "Asked for", "request_key": uuid.uuid4(), "by": "finn", "now": now()}
    request_refund(order=order, amount=Decimal(amount), **asked)


def withdraw(slug: str) -> None:
    """Take the credit of a course back."""
    from credence.catalog.actions import withdraw_credit  # noqa: PLC0415
    from credence.catalog.models import Course  # noqa: PLC0415
    from credence.kit.clock import now  # noqa: PLC0415

    withdraw_credit(course=Course.objects.get(slug=slug), by="dana", reason="Outdated.", now=now())


def sign_out(key: str) -> None:
    """End a session."""
    from credence.accounts.models import Session  # noqa: PLC0415

    Session.objects.get(session_key=key).delete()


def shut_out(name: str) -> None:
    """Close the one course of a learner, as a refund does."""
    from credence.enrollment.actions import close  # noqa: PLC0415
    from credence.enrollment.models import Enrollment  # noqa: PLC0415
    from credence.kit.clock import now  # noqa: PLC0415

    close(enrollment=Enrollment.objects.get(learner__username=name), reason="refunded", by="finn", now=now())


def rows() -> list[str]:
    """Return every stored row of ours, sessions and caches included, as text."""
    from django.apps import apps  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM django_cache")
        cached = cursor.fetchall()
    return [str(cached), *(str(list(model._default_manager.values())) for model in apps.get_models())]


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
