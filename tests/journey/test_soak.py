"""The soak of learning, small: all holds, it says so, and it can fail; each invariant finds what is planted for it."""

import datetime as dt
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from soak.learning import judge, plan
from soak.learning.browser import Tally
from soak.learning.courses import FILM
from soak.learning.facts import Facts
from soak.learning.pages import form_with

from credence.accounts.rules.identifiers import is_npi

ROOT = Path(__file__).parents[2]
DAY = dt.timedelta(days=1)
NOON = dt.datetime(2026, 2, 2, 12, tzinfo=dt.UTC)
ANA = plan.Plan(
    number=1,
    profession="nurse",
    courses=(FILM,),
    scores=(15,),
    misses=0,
    amount="1.00",
    tricks=frozenset(),
    is_cheat=False,
    comes_twice=False,
)
WHOSE = {"username": ANA.name, "slug": FILM}
SUBJECT = ("learner1@example.org", "Your certificate: Contrast")


@pytest.mark.own_database
def test_learners_with_deaths_and_cheats_end_as_the_model_says_and_one_row_that_is_changed_is_found():
    command = [sys.executable, "-W", "ignore", "-m", "tests.journey.tampering", "--learners", "6", "--seed", "7"]
    run = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert run.returncode == 1, run.stderr
    assert "BEFORE []\n" in run.stderr
    found = {name: count for count, name in re.findall(r"^violated (\d+) +(.+)$", run.stdout, re.M)}
    assert found == {"study comes first": "1", "nothing acknowledged is lost": "1"}
    assert re.search(r"^learners +6$", run.stdout, re.M)
    shutil.rmtree(re.search(r"What happened is in (/\S+)\.$", run.stderr, re.M)[1])


def test_the_same_seed_plans_the_same_and_another_seed_another():
    assert plan.plans(50, 7) == plan.plans(50, 7) != plan.plans(50, 8)


def test_the_plan_tries_everything():
    people = plan.plans(500, 1)
    assert {trick for each in people for trick in each.tricks} == set(plan.TRICKS)
    assert {each.profession for each in people} == set(plan.MARKS)
    assert min(sum(each.is_cheat for each in people), sum(each.comes_twice for each in people)) > 20
    assert len({len(each.tries(FILM)) for each in people}) == plan.LIMIT
    assert not all(each.passes_the_film for each in people)


def test_every_number_is_one_that_boards_could_give():
    assert all(is_npi(plan.npi(number)) for number in range(300))


def test_a_technologist_needs_three_quarters_and_a_nurse_does_not():
    nurse = replace(ANA, scores=(11, 15))
    assert nurse.tries(FILM) == (11,)
    assert replace(nurse, profession="radiologic-technologist").tries(FILM) == (11, 15)


def test_a_form_is_read_as_a_browser_sends_it():
    page = """<form><input name="a" value="1"><input type="radio" name="b" value="x" checked><label><input type="radio"
    name="b" value="y"><span>Why</span></label><button name="c" value="2">Go</button></form>"""
    form = form_with(page, "a", "b")
    assert form.data() == {"a": "1", "b": "x"}
    assert form.choices("b")[1].label == "Why"


@pytest.fixture
def case():
    """Return what is judged after one learner earned one credit as it should be."""
    award = {"id": 1, **WHOSE, "content": "c", "credit_type": "t", "period": "", "amount": Decimal("1.00")}
    award |= {"awarded_at": NOON, "enrollment_id": 1, "pass_mark": 70, "attempt_limit": 3}
    award |= {"evaluation_required": True, "provider_id": 1}
    attempt = {"enrollment_id": 1, **WHOSE, "number": 1, "right": 15, "total": 15, "submitted_at": NOON - DAY}
    certificate = {"award_id": 1, "public_id": "p", "code": "C", "sha256": "h", "found": "h", "title": "Contrast"}
    facts = Facts(
        awards=[award],
        numbers=[{"award_id": 1, "number_id": 5, "content": "c", "credit_type": "t", "period": ""}],
        showings=[{"enrollment_id": 1, "at": NOON - 3 * DAY}],
        attempts=[{**attempt, "most": 3, "endless": 0}],
        responses=[{"enrollment_id": 1, "provider_id": 1, **WHOSE, "submitted_at": NOON}],
        chapters=[{"enrollment_id": 1, **WHOSE, "chapter": "treat", "finished_at": NOON - 2 * DAY}],
        certificates=[{**certificate, "username": ANA.name, "email": SUBJECT[0]}],
        letters=[{"key": "certificate-ready:p", "sent_at": NOON}],
        people=[{"username": ANA.name, "completed_at": NOON}],
        enrollments=[{"id": 1, **WHOSE}],
    )
    whole = judge.Case(
        facts=facts, plans=[ANA], letters={SUBJECT: 1}, tally=Tally(journal=[("enrolled", ANA.name, FILM)])
    )
    assert found(whole) == {}
    return whole


def found(case):
    """Return the lines of the invariants that are violated."""
    return {name: lines for name, lines in judge.violations(case).items() if lines}


def test_two_awards_of_one_activity_are_found(case):
    case.facts.awards.append({**case.facts.awards[0], "id": 2})
    assert found(case)["no credit is given twice"] == ["learner1 c t : awards [1, 2]"]


def test_two_awards_under_one_number_are_found(case):
    case.facts.numbers.append({**case.facts.numbers[0], "award_id": 2})
    assert found(case) == {"no credit is given twice": ["5 c t : awards [1, 2]"]}


@pytest.mark.parametrize("at", [NOON - DAY + DAY / 2, None])
def test_front_matter_that_was_shown_too_late_or_never_is_found(case, at):
    case.facts.showings = [{"enrollment_id": 1, "at": at}] if at else []
    assert list(found(case)) == ["front matter comes first"]


@pytest.mark.parametrize("at", [NOON + DAY, None])
def test_a_chapter_finished_after_the_award_or_never_is_found(case, at):
    case.facts.chapters[0]["finished_at"] = at
    assert list(found(case)) == ["study comes first"]


@pytest.mark.parametrize("change", [{"right": 10}, {"submitted_at": NOON + DAY}])
def test_an_award_without_a_passed_attempt_before_it_is_found(case, change):
    case.facts.attempts[0] |= change
    assert list(found(case)) == ["a passed attempt comes first"]


@pytest.mark.parametrize("change", [{"submitted_at": NOON + DAY}, {"provider_id": 2}])
def test_an_award_without_its_evaluation_before_it_is_found(case, change):
    case.facts.responses[0] |= change
    assert list(found(case)) == ["an evaluation comes first"]


@pytest.mark.parametrize("numbers", [(1, 2, 3, 4), (1, 3), (1, 1)])
def test_an_attempt_too_many_or_counted_wrongly_is_found(case, numbers):
    case.facts.attempts = [{**case.facts.attempts[0], "number": number} for number in numbers]
    assert found(case) == {
        "attempts stay within the limit": [f"learner1 contrast-reactions: attempts {list(numbers)} of 3"]
    }


@pytest.mark.parametrize("change", [{"found": "other"}, {"found": None}])
def test_a_document_whose_bytes_are_others_or_lost_is_found(case, change):
    case.facts.certificates[0] |= change
    assert found(case) == {"each award has one certificate": ["learner1: the bytes of C are not those of its hash"]}


def test_an_award_with_two_certificates_is_found(case):
    case.facts.certificates.append({**case.facts.certificates[0], "code": "D", "public_id": "q"})
    assert found(case)["each award has one certificate"] == ["learner1 contrast-reactions: 2 certificates"]


def test_a_letter_that_was_not_sent_is_found(case):
    case.facts.letters[0]["sent_at"] = None
    assert found(case) == {"each award has one letter": ["learner1: 0 letters of C were sent"]}


@pytest.mark.parametrize("count", [0, 2])
def test_a_letter_that_came_never_or_twice_is_found(case, count):
    case.letters[SUBJECT] = count
    assert found(case) == {
        "each award has one letter": [f"{' '.join(SUBJECT)}: {count} letters came for 1 certificates"]
    }


@pytest.mark.parametrize(
    "fact",
    [
        ("registered", "nobody"),
        ("profile", "nobody"),
        ("enrolled", ANA.name, "elsewhere"),
        ("front matter", ANA.name, "elsewhere"),
        ("finished", ANA.name, FILM, "summary"),
        ("attempt", ANA.name, FILM, "2"),
        ("evaluated", ANA.name, "elsewhere"),
        ("claimed", ANA.name, FILM, "0.75"),
        ("document", ANA.name, "other"),
    ],
)
def test_a_write_that_was_acknowledged_and_is_not_there_is_found(case, fact):
    case.tally.journal.append(fact)
    assert found(case) == {"nothing acknowledged is lost": [" ".join(fact)]}


def test_a_code_that_does_not_verify_is_found(case):
    case.unverified.append("learner1: C does not verify")
    assert found(case) == {"every code verifies": ["learner1: C does not verify"]}


def test_a_page_that_failed_is_found(case):
    case.tally.failures.append("GET / was answered with 500")
    assert found(case) == {"nobody saw a failure": ["GET / was answered with 500"]}


def test_a_learner_without_the_credit_that_is_due_is_found(case):
    case.plans.append(replace(ANA, number=2))
    assert found(case) == {
        "nobody is stuck": ["learner2, nurse: holds nothing, is due 1.00 of contrast-reactions"],
    }


def test_a_learner_with_another_amount_is_found(case):
    case.facts.awards[0]["amount"] = Decimal("0.75")
    assert found(case) == {
        "nobody is stuck": [
            "learner1, nurse: holds 0.75 of contrast-reactions, is due 1.00 of contrast-reactions",
        ],
    }


def test_a_cheat_who_holds_credit_is_found(case):
    case.plans[:] = [replace(ANA, is_cheat=True)]
    assert found(case)["cheats get nothing"] == ["learner1 holds 1.00 of contrast-reactions"]


def test_a_second_account_that_got_the_same_credit_is_found(case):
    case.plans.append(plan.second(ANA))
    case.facts.awards.append({**case.facts.awards[0], "id": 2, "username": "learner1-again"})
    assert found(case)["nobody is stuck"] == ["learner1-again, nurse: holds 1.00 of contrast-reactions, is due nothing"]


def test_a_trick_that_was_not_refused_is_found(case):
    case.tally.got.append("learner1: a forged beat was answered with 200")
    assert found(case) == {"cheats get nothing": ["learner1: a forged beat was answered with 200"]}
