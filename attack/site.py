"""The site under attack: who visits it, and what lies in its database. Needs Django."""

import itertools
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from django.conf import settings
from tests.factories.accounts import PASSWORD, make_learner, make_user
from tests.factories.credit import make_accredited_course
from tests.project.running import Running

from attack.registry import honest
from attack.servers import Mailbox
from attack.visitor import Answer, Visitor
from credence.accounts.actions import grant_role
from credence.accounts.enums import Profession, Role
from credence.accounts.models import User
from credence.catalog.actions import list_course, renew_front_matter
from credence.catalog.models import Course
from credence.kit.clock import now


@dataclass
class Site:
    """Where it is, and what makes people and courses on it. Each attack has its own."""

    port: int
    plain_port: int
    mailbox: Mailbox
    server: Running
    chance: Random
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(2))

    def visitor(self) -> Visitor:
        """Return a guest at an address of the internet that nobody had before."""
        number = next(self._numbers)
        return Visitor(self.port, f"127.{number // 65_025 + 1}.{number // 255 % 255}.{number % 255 or 1}")

    def name(self) -> str:
        """Return a name that nobody has."""
        return f"somebody{next(self._numbers)}"

    def learner(self, *professions: Profession) -> "Person":
        """Return a learner with a whole profile, signed in."""
        return self.signed_in(make_learner(self.name(), *professions))

    def signed_in(self, user: User) -> "Person":
        """Return somebody who has signed in by the page for it."""
        person = Person(user, self.visitor())
        honest(person.sign_in().status == 302, f"{user.username} signs in")
        return person

    def staff(self, *roles: Role, scope: str = "", with_factor: bool = True) -> "Person":
        """Return one of the staff, signed in, and with a second factor given unless told otherwise."""
        user = make_user(self.name(), is_staff=True)
        for role in roles:
            grant_role(user=user, role=role, scope=scope, by="operator", now=now())
        secret = generate_totp_secret()
        if with_factor:
            TOTP.activate(user, secret)
        person = self.signed_in(user)
        if with_factor:
            code = code_of(secret)
            answer = person.at.fill("/account/2fa/authenticate/", "code", {"code": code})
            honest(answer.status == 302, "staff give their second factor")
        return person

    def course(self, **values: object) -> Course:
        """Return a listed course of 1.50 AMA and 1.00 ARRT credit, with ten questions."""
        return listed(make_accredited_course(f"course-{next(self._numbers)}", **values))  # type: ignore[arg-type]


@dataclass
class Person:
    """Somebody, and the device they sit at."""

    user: User
    at: Visitor

    def sign_in(self, password: str = PASSWORD) -> Answer:
        """Send the page of signing in."""
        return self.at.fill("/sign-in/", "login", {"login": self.user.username, "password": password})

    @property
    def is_in(self) -> bool:
        """Whether the device is signed in."""
        return self.at.get("/account/devices/").status == 200


TEN_MINUTES, HOUR = 600, 3_600


def within_one(window: int, needed: float = 40) -> None:
    """Wait, if a window of so many seconds is about to end, so that what is counted in it is counted in one."""
    left = window - time.time() % window
    if left < needed:
        time.sleep(left + 0.1)


def code_of(secret: str) -> str:
    """Return the code that an authenticator app shows now, and for some seconds to come."""
    within_one(30, needed=5)
    counter = int(time.time()) // int(getattr(settings, "MFA_TOTP_PERIOD", 30))
    return f"{hotp_value(secret, counter):06d}"


def listed(course: Course) -> Course:
    """Return a course as everybody finds it in the catalog."""
    renew_front_matter(course=course, by="operator", now=now())
    list_course(course=course)
    return Course.objects.get(pk=course.pk)


def all_at_once(acts: list[Callable[[], Answer]]) -> list[Answer]:
    """Do all at the same time, and return the answers in their order."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result() for each in [pool.submit(act) for act in acts]]
