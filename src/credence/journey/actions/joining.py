"""Join the site, on the way to a course or without one; from the profile on to the course."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

from credence.accounts import actions as accounts
from credence.accounts.models import User
from credence.accounts.queries import registration_by
from credence.catalog.models import Course
from credence.catalog.queries.courses import course_by_slug
from credence.enrollment.actions import want


@dataclass(frozen=True, kw_only=True, slots=True)
class Errand:
    """To which course somebody goes who has no account yet, and its page that enrolls."""

    course: Course | None = None
    page: str = ""

    @property
    def title(self) -> str:
        """The title of the course, for a letter."""
        version = self.course.current_version if self.course else None
        return version.title if version else ""

    def keep_for(self, learner: User, now: dt.datetime) -> None:
        """Keep the course with an account."""
        if self.course:
            want(learner=learner, course=self.course, now=now)


def join(*, username: str, email: str, password: str, errand: Errand, now: dt.datetime) -> str:
    """Register, and keep the course with the account; return what the letter can be sent again by.

    Without a password one is mailed; with one, the address is to be confirmed first.

    Raises:
        What accounts' `register` and `ask_to_register` raise.
    """
    said = {"going_to": errand.title, "onward": errand.page}
    if not password:
        keep = partial(errand.keep_for, now=now)
        return accounts.register(username=username, email=email, now=now, also=keep, **said)
    course = errand.course.slug if errand.course else ""
    return accounts.ask_to_register(username=username, email=email, password=password, course=course, now=now, **said)


def confirm(*, token: str, password: str, now: dt.datetime) -> User | None:
    """Open the account that a link was mailed for, with the course that is kept for it; None for a wrong password.

    Raises:
        What accounts' `confirm_registration` raises.
    """
    asked = registration_by(token, now)
    errand = Errand(course=course_by_slug(asked.course) if asked and asked.course else None)
    keep = partial(errand.keep_for, now=now)
    return accounts.confirm_registration(token=token, password=password, now=now, also=keep)
