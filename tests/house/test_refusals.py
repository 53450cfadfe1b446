"""Every refusal has a code of its own, and words on each face that can meet it."""

import ast
import importlib
import pkgutil
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from django.utils.functional import Promise

import credence
from credence.backoffice.wording import refusals as backoffice
from credence.kit.refusal import Refusal
from credence.learn.wording import refusals as learn
from credence.project.settings import ROOT

pytestmark = pytest.mark.same
SOURCES = ROOT / "src" / "credence"
PLACE = re.compile(r"%\((\w+)\)s")


class Face(NamedTuple):
    """The words of a face, the apps whose refusals its views can meet, and those that it never tells, with reasons."""

    words: Mapping[str, Promise]
    meets: frozenset[str]
    untold: Mapping[str, str]


STAFF = "an act of staff"
LEARNERS = "an act of learners"
NO_PAGE = "an act of staff for which the back office has no page yet"
NOT_THERE = "answered as an address that does not exist"
FACES = {
    "learn": Face(
        learn.WORDS,
        frozenset({"accounts", "assessment", "commerce", "credit", "enrollment", "evaluation", "journey", "progress"}),
        {
            "accounts.address-taken": "it would tell who is registered here",
            "accounts.malformed-profile": "the form of the page has checked it",
            "accounts.malformed-address": "the form of the page has checked it",
            "accounts.last-manager": STAFF,
            "accounts.not-an-address": STAFF,
            "accounts.role-held": STAFF,
            "assessment.repair-reason-missing": STAFF,
            "credit.claim-refused": "told at the fields of the claim, each fault by itself",
            "commerce.amount-differs": STAFF,
            "commerce.code-taken": STAFF,
            "commerce.course-not-sold": STAFF,
            "commerce.money-gone": STAFF,
            "commerce.not-awaiting": STAFF,
            "commerce.not-by-hand": STAFF,
            "commerce.not-in-doubt": STAFF,
            "commerce.not-under-review": STAFF,
            "commerce.old-page": STAFF,
            "commerce.not-to-be-shared": NOT_THERE,
            "commerce.note-missing": STAFF,
            "commerce.nothing-charged": STAFF,
            "commerce.reason-missing": STAFF,
            "commerce.same-person": STAFF,
            "commerce.too-much": STAFF,
            "credit.already-decided": STAFF,
            "credit.already-proposed": STAFF,
            "credit.already-revoked": STAFF,
            "credit.amount-refused": STAFF,
            "credit.held-elsewhere": STAFF,
            "credit.not-awaiting": STAFF,
            "credit.looked-at-before": STAFF,
            "credit.not-composed": STAFF,
            "credit.not-decided": STAFF,
            "credit.not-hasty": NOT_THERE,
            "credit.not-offered": NOT_THERE,
            "credit.nothing-to-correct": STAFF,
            "credit.not-revoked": STAFF,
            "credit.own-case": STAFF,
            "credit.owner-missing": STAFF,
            "credit.reason-missing": STAFF,
            "credit.same-person": STAFF,
            "credit.signing-key-missing": "the certificate waits, and the log tells",
            "credit.signing-key-unreadable": "the certificate waits, and the log tells",
            "evaluation.form-not-of-course": NOT_THERE,
            "journey.credit-held": STAFF,
            "progress.not-of-this-course": NOT_THERE,
        },
    ),
    "backoffice": Face(
        backoffice.WORDS,
        frozenset({"accounts", "commerce", "credit", "enrollment", "journey", "reporting"}),
        {
            "accounts.address-taken": LEARNERS,
            "accounts.invited-another": LEARNERS,
            "accounts.malformed-address": LEARNERS,
            "accounts.malformed-profile": LEARNERS,
            "accounts.staff-account": LEARNERS,
            "accounts.registration-over": LEARNERS,
            "accounts.too-often": LEARNERS,
            "accounts.user-name-taken": LEARNERS,
            "credit.already-awarded": LEARNERS,
            "credit.already-proposed": NO_PAGE,
            "credit.already-revoked": NO_PAGE,
            "credit.amount-refused": NO_PAGE,
            "credit.claim-refused": LEARNERS,
            "credit.held-elsewhere": NO_PAGE,
            "credit.looked-at-before": "the page of fast completions words it by itself",
            "credit.not-awaiting": NO_PAGE,
            "credit.not-hasty": NOT_THERE,
            "credit.not-composed": NO_PAGE,
            "credit.not-due": LEARNERS,
            "credit.not-offered": LEARNERS,
            "credit.not-revoked": NO_PAGE,
            "credit.nothing-to-correct": NO_PAGE,
            "credit.number-held": LEARNERS,
            "credit.number-taken-back": LEARNERS,
            "credit.same-person": NO_PAGE,
            "credit.signing-key-missing": "the certificate waits, and the log tells",
            "credit.signing-key-unreadable": "the certificate waits, and the log tells",
            "commerce.not-to-be-shared": LEARNERS,
            "commerce.course-not-sold": "the form offers only courses that are sold",
            "enrollment.enrollment-closed": LEARNERS,
            "enrollment.front-matter-changed": LEARNERS,
            "journey.gate-closed": LEARNERS,
            "journey.not-passed": LEARNERS,
            "reporting.no-such-report": NOT_THERE,
        },
    ),
}


@cache
def refusals() -> tuple[type[Refusal], ...]:
    """Return every refusal that can be raised: those from which no other is derived."""
    for module in pkgutil.walk_packages(credence.__path__, "credence."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return tuple(kind for kind in _below(Refusal) if kind.__module__.startswith("credence."))


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        yield from _below(each) if each.__subclasses__() else [each]


def names() -> list[str]:
    """Return app and code of each."""
    return [kind.name() for kind in refusals()]


FAULTS = {
    "credence.commerce.actions.leases.LeaseLost": "another process leads the row; nobody asked for anything",
    "credence.commerce.actions.moves.WrongMove": "a fault of ours",
    "credence.commerce.gateway.interface.GatewayDown": "another company's service fails",
    "credence.credit.documents.time_stamps.NotStamped": "another's service fails: the document comes without its stamp",
    "credence.kit.exchange.Unanswered": "another company's service fails",
    "credence.kit.exchange.Unsent": "another company's service fails",
    "credence.kit.replica.ReplicaAway": "the worker waits, and the page of the report says so",
    "credence.learn.views.checkout.Elsewhere": "leads to another page",
    "credence.reporting.actions.asking.Lost": "another worker makes the report; nobody asked for anything",
    "credence.project.arrivals.Refused": "says itself what to do, before any page is asked",
    "credence.project.setting_up.questions.Unfit": "told to whoever installs, in its own words",
    "credence.project.web.CannotListen": "told to the operator in its own words",
    "credence.project.environment.Unusable": "told to the operator in its own words",
    "credence.project.backups.faults.BackupFault": "told to the operator in its own words",
    "credence.project.demo.drawing.Undrawable": "the demo's own pictures cannot be made",
    "credence.project.demo.filming.CannotFilm": "the demo's own films cannot be made",
    "credence.publishing.folder.loading._Unreadable": "told as a flaw of its place at once",
}


def test_whatever_is_raised_and_is_no_refusal_is_a_fault() -> None:
    assert refusals()
    own = {f"{each.__module__}.{each.__qualname__}": each for each in Exception.__subclasses__()}
    others = {name for name, each in own.items() if name.startswith("credence.") and each is not Refusal}
    assert others == set(FAULTS)


def test_no_two_refusals_of_an_app_have_one_code() -> None:
    assert [name for name, count in Counter(names()).items() if count > 1] == []


@pytest.mark.parametrize("face", FACES)
def test_each_refusal_that_a_face_can_meet_has_words_there(face: str) -> None:
    words, meets, untold = FACES[face]
    met = {name for name in names() if name.partition(".")[0] in meets}
    assert met - set(untold) == set(words)
    assert set(untold) - met == set()


def sentences() -> list[tuple[str, str]]:
    """Return each face with each refusal that it words."""
    return [(face, name) for face, (words, _meets, _untold) in FACES.items() for name in words]


@pytest.mark.parametrize(("face", "name"), sentences())
def test_words_of_a_refusal_are_sentences(face: str, name: str) -> None:
    said = str(FACES[face].words[name])
    assert (said[0].isupper() or said[0] == "%", said.endswith((".", ")s"))) == (True, True)
    assert len(said.split()) > 3 or "%" in said


@pytest.mark.parametrize(("face", "name"), sentences())
def test_words_of_a_refusal_hold_only_what_it_saw_or_the_view_words(face: str, name: str) -> None:
    kind = next(each for each in refusals() if each.name() == name)
    given = handed(SOURCES)[kind.__name__] | handed(SOURCES / face)["sentence"]
    assert set(PLACE.findall(str(FACES[face].words[name]))) - given == set()


@cache
def handed(folder: Path) -> Mapping[str, set[str]]:
    """Return by function and class what is handed to it by name anywhere in a folder."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                found[name] |= {each.arg for each in node.keywords if each.arg}
    return found
