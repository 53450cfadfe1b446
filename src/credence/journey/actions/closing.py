"""Close an account and keep the record of credit for as long as accreditors ask (R56, R58)."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, Exists, Max, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Greatest

from credence.accounts.actions import close_account, erase_person
from credence.accounts.letters import CLOSED
from credence.accounts.models import User
from credence.credit.actions.erasing import erase_certificates
from credence.credit.models import Certificate
from credence.enrollment.actions import forget_wanted
from credence.enrollment.models import Enrollment
from credence.kit.clock import day_in
from credence.outbox.actions import forget_sent
from credence.support.actions import forget_requests

RETENTION = "retention"
BEFORE_ALL = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@transaction.atomic
def close(*, user: User, by: str, now: dt.datetime) -> None:
    """Close `user`'s account; certificates go on verifying.

    What is being awarded or handed in at the same moment comes before it or not at all: both need the enrollment.

    Raises:
        accounts.actions.StaffAccount: the account belongs to the staff.
    """
    list(Enrollment.objects.select_for_update().filter(learner=user).order_by("pk").values_list("pk"))
    kept_until = record_kept_until(user)
    forget_requests(learner=user)
    forget_wanted(learner=user)
    close_account(user=user, kept_until=kept_until, by=by, now=now)


def record_kept_until(user: User) -> dt.date | None:
    """Return the day from which `user`'s name may be erased, None where there is no record of participation.

    It is the site's retention (R56), counted from the last thing that was recorded: an enrollment, an attempt, an
    evaluation or an award.
    """
    latest = Enrollment.objects.filter(learner=user).aggregate(
        latest=Max(
            Greatest(
                "enrolled_at",
                *(
                    Coalesce(moment, Value(BEFORE_ALL, DateTimeField()))
                    for moment in ("attempts__submitted_at", "evaluation_responses__submitted_at", "awards__awarded_at")
                ),
            )
        )
    )["latest"]
    return _years_after(day_in(settings.TIME_ZONE, latest), settings.ENV.retention_years) if latest else None


def erase_expired(*, now: dt.datetime) -> int:
    """Erase the names behind closed accounts whose record is no longer kept; return how many.

    Rows of facts (attempts, awards, certificates) stay under the user name: the database refuses to delete them, and
    of certificates lets exactly name and document go.
    """
    forget_sent(keys_from=CLOSED)
    today = day_in(settings.TIME_ZONE, now)
    named = Exists(Certificate.objects.filter(award__learner=OuterRef("pk"), erased_at=None))
    closed = User.objects.filter(Q(profile__isnull=False) | named, closed_at__isnull=False)
    return sum(_erase(each, today, now) for each in closed.iterator())


def _erase(user: User, today: dt.date, now: dt.datetime) -> bool:
    kept_until = record_kept_until(user)
    if kept_until and today < kept_until:
        return False
    with transaction.atomic():
        erase_certificates(learner=user, by=RETENTION, now=now)
        erase_person(user=user, by=RETENTION, now=now)
    return True


def _years_after(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return dt.date(day.year + years, 3, 1)
