"""A process that forks one child for each job it is told, so that the child can be killed. Test code only.

It reads a line of JSON for each job; the child writes its number, and then what it has to say. A job may `halt` at a
place: "module:function:before" stops it there for good, "module:function:after" once the function has returned, which
is within whatever transaction is open around it.
"""

import datetime as dt
import importlib
import json
import os
import sys
import time
import uuid
from decimal import Decimal
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402 - Django first
from django.db import connection  # noqa: E402

from credence.accounts.actions import ProfileData  # noqa: E402
from credence.accounts.gateway.sessions import SessionStore  # noqa: E402
from credence.accounts.models import HeldProfession, Profile, User  # noqa: E402
from credence.audit.models import Event  # noqa: E402
from credence.catalog.models import Course  # noqa: E402
from credence.commerce.actions import paying, reconciling, refunds  # noqa: E402
from credence.commerce.actions.orders import OrderRefused, apply_coupon, open_order  # noqa: E402
from credence.commerce.gateway.paytrace.client import PayTrace  # noqa: E402
from credence.commerce.gateway.paytrace.transport import Line, Patience  # noqa: E402
from credence.commerce.models import CouponRedemption, Order, PaymentAttempt, Refund  # noqa: E402
from credence.enrollment.models import Enrollment  # noqa: E402
from credence.journey.actions.steps import OwnPassword, save_profile  # noqa: E402
from credence.kit.exchange import trust  # noqa: E402
from credence.outbox.actions import deliver_due  # noqa: E402
from credence.outbox.models import Letter  # noqa: E402
from tests.factories.accounts import make_learner, make_user  # noqa: E402
from tests.factories.commerce import make_coupon, make_paid_course  # noqa: E402
from tests.factories.payments import account_at, make_payment  # noqa: E402

API = sys.argv[1]


class Clock:
    """The present and some minutes."""

    def __init__(self, minutes: float) -> None:
        self.ahead = dt.timedelta(minutes=minutes)

    def __call__(self) -> dt.datetime:
        """Return the moment."""
        return dt.datetime.now(dt.UTC) + self.ahead


def gateway() -> PayTrace:
    """Return the real client, which waits for as long as it takes to kill it."""
    return PayTrace(Line(account_at(API), Patience(authorize=60, other=60, pause=0.01)))


def furnish() -> None:
    """Make a course and a coupon."""
    make_paid_course()
    make_coupon("TWENTY", "percent", "20", max_per_person=1)


def welcome(name: str) -> None:
    """Make a learner."""
    make_learner(name)


def newcomer(name: str) -> None:
    """Make an account with a mailed password and no profile."""
    make_user(name, initial_password_expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(hours=72))


def first_profile(name: str, password: str) -> None:
    """Let somebody complete the first profile, and with it replace the mailed password."""
    user = User.objects.get(username=name)
    fields = {"given_name": "Ann", "family_name": "Lee", "city": "Boston", "country": "US"}
    data = ProfileData(fields=fields, professions=["nurse"])
    own = OwnPassword(password=password, session=None)
    save_profile(user=user, data=data, by=name, now=dt.datetime.now(dt.UTC), own=own)


def account_of(name: str, password: str) -> dict[str, Any]:
    """Return how an account stands: whether the password is its own, and what it has of a profile."""
    user = User.objects.get(username=name)
    return {
        "own password": user.check_password(password) and user.initial_password_expires_at is None,
        "mailed password": user.initial_password_expires_at is not None,
        "profiles": Profile.objects.filter(user=user).count(),
        "professions": HeldProfession.objects.filter(user=user).count(),
        "on record": Event.objects.filter(subject_id=user.public_id).count(),
    }


def sign_in(name: str) -> str:
    """Return a session of a learner."""
    user, session = User.objects.get(username=name), SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def pay(name: str, token: str, key: str, attempt_key: str, minutes: float = 0) -> str:
    """Let a learner pay with a coupon and a card; return where the attempt stands, or why it was refused."""
    clock = Clock(minutes)
    order = open_order(learner=User.objects.get(username=name), course=Course.objects.get(), now=clock())
    try:
        if not order.coupon and order.state == "pending":
            order = apply_coupon(order=order, code="TWENTY", now=clock())
        payment = make_payment(order.quote_hash, (token, key), attempt_key=uuid.UUID(attempt_key))
        return str(paying.pay(order=order, payment=payment, by=name, clock=clock, gateway=gateway()).attempt.state)
    except OrderRefused as refused:
        return refused.code


def reconcile(minutes: float) -> int:
    """Let the reconciler look once."""
    report = reconciling.reconcile(clock=Clock(minutes), gateway=gateway())
    return report.failures


def refund(name: str, amount: str, request_key: str, minutes: float = 0) -> str:
    """Let staff give money back."""
    clock, order = Clock(minutes), Order.objects.get(learner__username=name)
    asked = refunds.request_refund(
        order=order,
        amount=Decimal(amount),
        reason="Asked",
        request_key=uuid.UUID(request_key),
        by="finn",
        now=clock(),
    )
    return str(refunds.send(refund=asked, actor=f"finn-{os.getpid()}", clock=clock, gateway=gateway()).state)


def deliver(minutes: float) -> int:
    """Send the letters that are due."""
    return deliver_due(clock=Clock(minutes))


def books(name: str) -> dict[str, Any]:
    """Return how things stand with a learner."""
    order = Order.objects.filter(learner__username=name).first()
    return {
        "order": order.state if order else None,
        "number": order.number if order else None,
        "attempts": list(PaymentAttempt.objects.filter(order=order).values_list("state", flat=True)),
        "refunds": list(Refund.objects.filter(attempt__order=order).values_list("state", flat=True)),
        "coupon": list(CouponRedemption.objects.filter(order=order).values_list("state", flat=True)),
        "enrolled": Enrollment.objects.filter(learner__username=name).count(),
        "receipts": Letter.objects.filter(key=f"order-receipt:{order.number}").count() if order else 0,
        "receipts sent": Letter.objects.filter(key__startswith="order-receipt", sent_at__isnull=False).count(),
    }


DONE = (
    furnish, welcome, newcomer, first_profile, account_of, sign_in, pay, reconcile, refund, deliver, books,
)  # fmt: skip
JOBS = {job.__name__: job for job in DONE}


def say(word: object) -> None:
    """Write a line."""
    os.write(1, (json.dumps(word) + "\n").encode())


def halt_at(place: str) -> None:
    """Let this process stop at a place and wait there for its end."""
    dotted, name, when = place.split(":")
    module = importlib.import_module(f"credence.{dotted}")
    original = getattr(module, name)

    def halting(*args: Any, **values: Any) -> Any:
        if when == "before":
            _halt()
        original(*args, **values)
        _halt()

    setattr(module, name, halting)


def _halt() -> None:
    say("halted")
    time.sleep(600)


def main() -> None:
    """Do jobs until the input ends. What takes long is read once, before the first child is forked."""
    trust()
    books("nobody")
    connection.close()  # for no two processes can share one
    for line in sys.stdin:
        told = json.loads(line)
        halt, job = told.pop("halt"), told.pop("job")
        child = os.fork()
        if child:
            if not halt:
                os.waitpid(child, 0)
            continue
        say(os.getpid())
        try:
            if halt and halt != "gateway":
                halt_at(halt)
            say({"came": JOBS[job](**told)})
        except BaseException as fault:  # noqa: BLE001 - the parent must hear of it
            say({"failed": f"{type(fault).__name__}: {fault}"})
        finally:
            os._exit(0)


if __name__ == "__main__":
    main()
