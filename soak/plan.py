"""What will be tried: drawn from the seed alone, so that the same seed plans the same."""

import random
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from tests.simulators.driver import AMEX, DECLINED, DINERS, DISCOVER, JCB, MASTERCARD, MASTERCARD_2, VISA

COURSES = 4
"""A learner buys each of them, so that limits for each person are tried as well."""
CARDS = (VISA,) * 6 + (MASTERCARD,) * 3 + (MASTERCARD_2, AMEX, DISCOVER, DINERS, JCB, DECLINED, DECLINED)
OPERATIONS = ("token", "authorize", "capture", "void", "refund", "transaction", "list", "export", "export_by_date")
KINDS = (
    "timeout_before",
    "timeout_after",
    "reset_before",
    "reset_after",
    "http_500_before",
    "http_500_after",
    "html_page",
    "empty_body",
    "truncated_json",
    "slow:0.3",
    "401_once",
    "invalid_integrator",
    "422_own_field",
    "422_path_record_id_after",
    "partial_amount",
    "unknown_code:167",
    "twice",
    "double",
)
COUPONS = {"FREE": 40, "TWENTY": 20, "MOST": 25, "FIFTEEN": 0}
"""How many orders there are for each use of a coupon; 0 sets no limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One learner comes to buy one course. `key` is where every random number sent to the site comes from.

    `twice` is "click" for one form sent twice at once, "device" for two cards at once. `refund` is the share of the
    money that staff give back, in percent; `kill` the milliseconds after which the buyer's process dies.
    """

    number: int
    key: str
    learner: str
    course: str
    coupon: str
    cards: tuple[str, ...]
    twice: str
    faults: tuple[tuple[str, str], ...]
    refund: int
    leaves: bool
    kill: int | None

    def uuid(self, purpose: str) -> uuid.UUID:
        """Return the same number whenever the visit is made again."""
        return uuid.uuid5(uuid.UUID(self.key), purpose)

    def as_json(self) -> dict[str, Any]:
        """Return the visit as it is handed to the buyer's process."""
        return asdict(self)

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Visit":
        """Read a visit back."""
        faults = tuple((operation, kind) for operation, kind in told["faults"])
        return cls(**{**told, "cards": tuple(told["cards"]), "faults": faults})


def visits(orders: int, seed: int) -> list[Visit]:
    """Return as many visits as orders are wanted, in random order."""
    dice = random.Random(seed)  # noqa: S311 - a seed of its own, to be run again
    pairs = [(f"learner{place // COURSES}", f"course-{place % COURSES}") for place in range(orders)]
    dice.shuffle(pairs)
    return [_visit(number, *pair, dice) for number, pair in enumerate(pairs)]


def _visit(number: int, learner: str, course: str, dice: random.Random) -> Visit:
    return Visit(
        number=number,
        key=str(uuid.UUID(int=dice.getrandbits(128))),
        learner=learner,
        course=course,
        coupon=dice.choice(("", "", "", *COUPONS)),
        cards=tuple(dice.choice(CARDS) for _ in range(dice.choice((1, 1, 2)))),
        twice=dice.choice(("",) * 8 + ("click", "device")),
        faults=tuple((dice.choice(OPERATIONS), dice.choice(KINDS)) for _ in range(dice.choice((0, 0, 1, 2)))),
        refund=dice.choice((0,) * 7 + (100, 100, 30)),
        leaves=dice.random() < 0.05,
        kill=dice.randrange(400) if dice.random() < 0.03 else None,
    )
