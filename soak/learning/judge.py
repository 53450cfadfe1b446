"""The invariants: what must hold of the rows, the letters and what the browsers saw, whatever was killed meanwhile."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from soak.learning.browser import Tally
from soak.learning.facts import Facts, credit_of, kept
from soak.learning.plan import Plan


@dataclass(slots=True, kw_only=True)
class Case:
    """All that is judged. `letters`: how many came, by address and subject; `unverified`: codes that do not verify."""

    facts: Facts
    tally: Tally = field(default_factory=Tally)
    plans: list[Plan] = field(default_factory=list)
    letters: dict[tuple[str, str], int] = field(default_factory=dict)
    unverified: list[str] = field(default_factory=list)


def no_credit_is_given_twice(case: Case) -> Iterator[str]:
    """R44: one person, one number, one activity, its twins included."""
    ways = ("username", "content", "credit_type", "period")
    yield from _more_than_once(case.facts.awards, ways, "id")
    yield from _more_than_once(case.facts.numbers, ("number_id", "content", "credit_type", "period"), "award_id")


def _more_than_once(rows: Iterable[dict[str, Any]], ways: tuple[str, ...], key: str) -> Iterator[str]:
    found: dict[tuple[Any, ...], set[Any]] = defaultdict(set)
    for row in rows:
        found[tuple(row[way] for way in ways)].add(row[key])
    for what, awards in found.items():
        if len(awards) > 1:
            yield f"{' '.join(map(str, what))}: awards {sorted(awards)}"


def front_matter_comes_first(case: Case) -> Iterator[str]:
    """R20, R21: what must be known was shown before the first hand-in and before the award."""
    shown = {row["enrollment_id"]: row["at"] for row in case.facts.showings}
    began = {row["enrollment_id"]: row["submitted_at"] for row in case.facts.attempts if row["number"] == 1}
    for award in case.facts.awards:
        at = shown.get(award["enrollment_id"])
        if at is None or at > min(award["awarded_at"], began.get(award["enrollment_id"], award["awarded_at"])):
            yield f"{_named(award)}: front matter at {at}, award at {award['awarded_at']}"


def study_comes_first(case: Case) -> Iterator[str]:
    """R26: every chapter was finished before the award."""
    ends: dict[int, list[Any]] = defaultdict(list)
    for row in case.facts.chapters:
        ends[row["enrollment_id"]].append(row["finished_at"])
    for award in case.facts.awards:
        found = ends[award["enrollment_id"]]
        if not found or any(end is None or end > award["awarded_at"] for end in found):
            yield f"{_named(award)}: a chapter was not finished at {award['awarded_at']}"


def a_passed_attempt_comes_first(case: Case) -> Iterator[str]:
    """R30, R31: an attempt within the limit met the credit's mark before the award."""
    for award in case.facts.awards:
        if not any(_passes(attempt, award) for attempt in case.facts.attempts):
            yield f"{_named(award)}: no attempt met {award['pass_mark']} % before {award['awarded_at']}"


def _passes(attempt: dict[str, Any], award: dict[str, Any]) -> bool:
    return bool(
        attempt["enrollment_id"] == award["enrollment_id"]
        and attempt["submitted_at"] <= award["awarded_at"]
        and attempt["right"] * 100 >= award["pass_mark"] * attempt["total"]
        and attempt["number"] <= (award["attempt_limit"] or attempt["number"])
    )


def an_evaluation_comes_first(case: Case) -> Iterator[str]:
    """R37: where the credit asks for its provider's evaluation, it was sent before the award."""
    sent = {(row["enrollment_id"], row["provider_id"]): row["submitted_at"] for row in case.facts.responses}
    for award in case.facts.awards:
        at = sent.get((award["enrollment_id"], award["provider_id"]))
        if award["evaluation_required"] and (at is None or at > award["awarded_at"]):
            yield f"{_named(award)}: evaluation at {at}, award at {award['awarded_at']}"


def attempts_stay_within_the_limit(case: Case) -> Iterator[str]:
    """R30: nobody handed in more often than allowed, and attempts are counted without a gap."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in case.facts.attempts:
        found[row["username"], row["slug"]].append(row)
    for whose, rows in found.items():
        numbers, most = sorted(row["number"] for row in rows), rows[0]["most"]
        if numbers != list(range(1, len(rows) + 1)) or (not rows[0]["endless"] and most and len(rows) > most):
            yield f"{' '.join(whose)}: attempts {numbers} of {most}"


def each_award_has_one_certificate(case: Case) -> Iterator[str]:
    """R52: one document stands for each award, and its bytes have the hash that is stored."""
    found = Counter(row["award_id"] for row in case.facts.certificates)
    for award in case.facts.awards:
        if found[award["id"]] != 1:
            yield f"{_named(award)}: {found[award['id']]} certificates"
    for row in case.facts.certificates:
        if row["found"] is None or row["found"] != row["sha256"]:
            yield f"{row['username']}: the bytes of {row['code']} are not those of its hash"


def each_award_has_one_letter(case: Case) -> Iterator[str]:
    """One letter says that the certificate is there: it was queued once, sent, and came."""
    keys = Counter(row["key"] for row in case.facts.letters if row["sent_at"])
    wanted: Counter[tuple[str, str]] = Counter()
    for row in case.facts.certificates:
        wanted[row["email"], f"Your certificate: {row['title']}"] += 1
        if (count := keys[f"certificate-ready:{row['public_id']}"]) != 1:
            yield f"{row['username']}: {count} letters of {row['code']} were sent"
    for what, count in wanted.items():
        if case.letters.get(what, 0) != count:
            yield f"{' '.join(what)}: {case.letters.get(what, 0)} letters came for {count} certificates"


def nothing_acknowledged_is_lost(case: Case) -> Iterator[str]:
    """Every write that a browser was told of is in the database."""
    found = kept(case.facts)
    yield from (" ".join(entry) for entry in dict.fromkeys(case.tally.journal) if entry not in found)


def every_code_verifies(case: Case) -> Iterator[str]:
    """R53: anybody who asks for a code is told whose certificate it is."""
    yield from case.unverified


def nobody_saw_a_failure(case: Case) -> Iterator[str]:
    """No page was answered with 500 or above, whoever was killed: that a line broke is all that may be seen."""
    yield from case.tally.failures


def nobody_is_stuck(case: Case) -> Iterator[str]:
    """Everybody ends with exactly the credit that the model says: no less, and by cheating no more."""
    yield from case.tally.stuck
    held = credit_of(case.facts)
    for plan in case.plans:
        due = {slug: [amount] for slug, amount in plan.due().items()}
        if (has := dict(held[plan.name])) != due:
            yield f"{plan.name}, {plan.profession}: holds {_words(has)}, is due {_words(due)}"


def cheats_get_nothing(case: Case) -> Iterator[str]:
    """What should be refused was refused."""
    yield from case.tally.got
    held = credit_of(case.facts)
    yield from (
        f"{plan.name} holds {_words(held[plan.name])}" for plan in case.plans if plan.is_cheat and held[plan.name]
    )


INVARIANTS: tuple[Callable[[Case], Iterator[str]], ...] = (
    no_credit_is_given_twice,
    front_matter_comes_first,
    study_comes_first,
    a_passed_attempt_comes_first,
    an_evaluation_comes_first,
    attempts_stay_within_the_limit,
    each_award_has_one_certificate,
    each_award_has_one_letter,
    nothing_acknowledged_is_lost,
    every_code_verifies,
    nobody_saw_a_failure,
    nobody_is_stuck,
    cheats_get_nothing,
)


def violations(case: Case) -> dict[str, list[str]]:
    """Return what was found, by the name of each invariant, those that hold included."""
    return {each.__name__.replace("_", " "): list(each(case)) for each in INVARIANTS}


def _named(award: dict[str, Any]) -> str:
    return f"{award['username']} {award['slug']}"


def _words(credit: dict[str, Any]) -> str:
    return (
        ", ".join(f"{'+'.join(map(str, amounts))} of {slug}" for slug, amounts in sorted(credit.items())) or "nothing"
    )
