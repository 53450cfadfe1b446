"""Who comes and what they do, drawn from the seed alone; and what credit a model says that each must end with."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from soak.learning.courses import FILM, PAID, QUESTIONS, TEXT, TWIN

LIMIT = 3
"""How often the test of the film may be handed in."""

MARKS = {"physician": 70, "radiologic-technologist": 75, "nurse": 70}
"""The mark in percent that each profession's credit of the film asks for, after which its test is over."""

SHORT = Decimal("0.25")
WHOLE = Decimal("1.00")
AMOUNTS = ("0.25", "0.50", "0.75", "1.00")
CLAIMS = "physician"
"""The profession that says itself how much of the film's credit it claims; others get all of it at once."""

SCORES = ((15,), (11, 15), (6, 12), (5, 7, 14), (4, 8, 9))
TRICKS = ("wrong-option", "strange-question", "early-claim", "too-much", "others-document", "others-page")
GIVEN = ("Ana", "Søren", "Nguyễn", "Zoë", "José", "Mary-Ann", "Œdipe")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one learner will do. Of `scores` as many are tried as the film's test allows.

    `is_cheat`: nothing is studied, all is tried nevertheless. `comes_twice`: the same person comes once more with a
    second account and the same number.
    """

    number: int
    profession: str
    courses: tuple[str, ...]
    scores: tuple[int, ...]
    misses: int
    amount: str
    tricks: frozenset[str]
    is_cheat: bool
    comes_twice: bool
    is_second: bool = False

    @property
    def name(self) -> str:
        """The user name."""
        return f"learner{self.number}{'-again' if self.is_second else ''}"

    @property
    def identifier(self) -> tuple[str, str]:
        """The field of the profile for the number that boards know this person by, and the number."""
        if self.profession == CLAIMS:
            return "identifier_npi", npi(self.number)
        return "identifier_arrt", f"{700_000 + self.number}"

    def tries(self, slug: str) -> tuple[int, ...]:
        """Return how many answers are right at each hand-in of a test, until it is over."""
        if QUESTIONS[slug] == 1:
            return (*(0,) * self.misses, 1)
        tried = []
        for right in self.scores[:LIMIT]:
            tried.append(right)
            if self._meets(right):
                break
        return tuple(tried)

    def _meets(self, right: int) -> bool:
        return right * 100 // QUESTIONS[FILM] >= MARKS[self.profession]

    @property
    def passes_the_film(self) -> bool:
        """Whether some hand-in of the film's test meets the mark."""
        return any(map(self._meets, self.tries(FILM)))

    def due(self) -> Mapping[str, Decimal]:
        """Return the credit that this learner must end with, by course: no more and no less."""
        if self.is_cheat or self.is_second:
            return {}
        found = dict.fromkeys({TEXT, PAID} & set(self.courses), SHORT)
        if FILM in self.courses and self.passes_the_film:
            found[FILM] = Decimal(self.amount) if self.profession == CLAIMS else WHOLE
        return found


def npi(number: int) -> str:
    """Return a number of ten digits whose last one checks the others (R48)."""
    body = f"1{number:08}"
    doubled = [sum(divmod(int(digit) * 2, 10)) for digit in body[::-2]]
    total = 24 + sum(doubled) + sum(int(digit) for digit in body[-2::-2])
    return f"{body}{-total % 10}"


def plans(learners: int, seed: int) -> list[Plan]:
    """Return the plans of so many learners."""
    dice = random.Random(seed)  # noqa: S311 - a seed of its own, to be run again
    return [_plan(number, dice) for number in range(learners)]


def _plan(number: int, dice: random.Random) -> Plan:
    is_cheat, profession = dice.random() < 0.1, dice.choice(tuple(MARKS))
    plan = Plan(
        number=number,
        profession=profession,
        courses=tuple(dice.choice(((FILM,), (FILM, TEXT), (TEXT, FILM), (PAID,), (FILM, PAID), (TEXT, PAID)))),
        scores=dice.choice(SCORES),
        misses=dice.choice((0, 0, 1, 2)),
        amount=dice.choice(AMOUNTS),
        tricks=frozenset(trick for trick in TRICKS if dice.random() < 0.3),
        is_cheat=is_cheat,
        comes_twice=not is_cheat and dice.random() < 0.3,
    )
    return _with_more(plan, dice)


def _with_more(plan: Plan, dice: random.Random) -> Plan:
    """Let cheats try the film, some who have its credit its twin, and only who has a number come twice."""
    if plan.is_cheat:
        return replace(plan, courses=(FILM,))
    has_film = FILM in plan.courses and plan.passes_the_film
    twin = (TWIN,) if has_film and dice.random() < 0.3 else ()
    comes_twice = plan.comes_twice and has_film and plan.profession != "nurse"
    return replace(plan, courses=(*plan.courses, *twin), comes_twice=comes_twice)


def second(plan: Plan) -> Plan:
    """Return what the same person does with a second account."""
    return replace(plan, courses=(FILM,), comes_twice=False, is_second=True, tricks=frozenset())
