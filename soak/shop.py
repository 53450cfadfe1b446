"""What every process of a run shares: the fast clock, the line to the simulator, the world before the first order."""

import datetime as dt
import time
from dataclasses import dataclass
from decimal import Decimal

from tests.factories.commerce import make_coupon, make_paid_course
from tests.factories.payments import account_at

from credence.accounts.models import HeldProfession, Profile, User
from credence.commerce.gateway.paytrace.client import PayTrace
from credence.commerce.gateway.paytrace.transport import Breaker, Line, Patience
from soak.plan import COUPONS, COURSES

PACE = 60
"""A minute of the shop passes in a second: leases, holds and waits run out while it is being watched."""
PRICES = tuple(map(Decimal, ("149.00", "99.50", "20.00", "395.00")))


@dataclass
class Clock:
    """The shop's time: the same in every process, and ahead where the end is awaited."""

    began: float
    ahead: dt.timedelta = dt.timedelta()

    def __call__(self) -> dt.datetime:
        """Return the moment."""
        return dt.datetime.fromtimestamp(self.began + (time.time() - self.began) * PACE, dt.UTC) + self.ahead


def gateway_at(api: str) -> PayTrace:
    """Return the real client with short patience."""
    patience = Patience(connect=2, write=2, authorize=0.8, other=0.8, token=0.8, pause=0.02)
    return PayTrace(Line(account_at(api), patience, Breaker(seconds=120 / PACE)))


def furnish(orders: int) -> None:
    """Make courses, coupons and learners for so many orders."""
    for place in range(COURSES):
        make_paid_course(f"course-{place}", price=PRICES[place])
    kinds = {
        "FREE": ("full", "0"),
        "TWENTY": ("percent", "20"),
        "MOST": ("fixed", "148.40"),
        "FIFTEEN": ("fixed", "15"),
    }
    for code, each in COUPONS.items():
        kind, value = kinds[code]
        make_coupon(code, kind, value, max_uses=max(orders // each, 1) if each else None, max_per_person=2)
    names = [f"learner{place}" for place in range((orders + COURSES - 1) // COURSES)]
    joined = dt.datetime.now(dt.UTC)
    users = [User(username=name, email=f"{name}@example.org", password="!", date_joined=joined) for name in names]  # noqa: S106
    User.objects.bulk_create(users)
    kept = {
        "city": "Boston",
        "region": "MA",
        "birth_month": 4,
        "birth_day": 15,
        "completed_at": joined,
        "updated_at": joined,
    }
    Profile.objects.bulk_create(
        Profile(user=user, given_name=user.username, family_name="Example", **kept) for user in users
    )
    HeldProfession.objects.bulk_create(
        HeldProfession(user=user, profession="physician", held_from=joined) for user in users
    )
