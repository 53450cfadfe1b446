"""What is put on record comes from a closed list, and each act of it is used and can be read."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.utils import translation

from credence.audit.enums import Act
from credence.audit.models import Event
from credence.audit.queries import NOTHING, sentence_of
from credence.project.settings import ROOT
from tests.house.pseudo import LANGUAGE, MARKED, Pseudo, pseudo_language
from tests.house.world import World

SOURCES = ROOT / "src" / "credence"
PLACE = re.compile(r"%\((\w+)\)s")
ALWAYS = {"who", "subject"}
RECORDS = re.compile(r"_?record(_\w+)?")


@cache
def trees() -> dict[Path, ast.Module]:
    """Return every source that puts something on record."""
    found = {path: path.read_text(encoding="utf-8") for path in sorted(SOURCES.rglob("*.py"))}
    return {
        path: ast.parse(text)
        for path, text in found.items()
        if path.parent.name != "audit" and ("Act." in text or "audit.actions" in text)
    }


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Return every call that puts something on record."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and RECORDS.fullmatch(node.func.id):
                yield path, node


def test_every_act_that_is_recorded_is_of_the_list() -> None:
    literal = [f"{path}:{call.lineno}" for path, call in calls() if isinstance(call.args[0], ast.Constant)]
    assert (literal, len(list(calls())) > 40) == ([], True)


def test_every_act_of_the_list_is_recorded_somewhere() -> None:
    used = {
        node.attr
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Act"
    }
    assert used == set(Act.__members__)


@cache
def kept() -> dict[str, set[str]]:
    """Return by act the names of what its app keeps anywhere as details."""
    acts, names = defaultdict(set), defaultdict(set)
    for path, tree in trees().items():
        app = path.relative_to(SOURCES).parts[0]
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Act":
                acts[node.attr].add(app)
            if isinstance(node, ast.Dict):
                names[app] |= {str(each.value) for each in node.keys if isinstance(each, ast.Constant)}
    return {act: set().union(*(names[app] for app in apps)) for act, apps in acts.items()}


@pytest.mark.parametrize("act", list(Act), ids=str)
def test_the_sentence_of_an_act_asks_only_for_what_is_kept(act: Act) -> None:
    assert set(PLACE.findall(str(act.label))) - ALWAYS - kept()[act.name] - {"script"} == set()
    assert str(act.label).endswith(".")


def test_whatever_happened_in_the_small_world_can_be_read(world: World) -> None:
    read = {event: sentence_of(event) for event in Event.objects.all()}
    assert len({event.action for event in read}) > 9
    optional = {Act.ROLE_GRANTED, Act.COURSE_PUBLISHED, Act.COURSE_CREDIT_WITHDRAWN, Act.COURSE_CREDIT_OFFERED_AGAIN}
    assert {said for event, said in read.items() if NOTHING in said and event.action not in optional} == set()


@pytest.fixture
def spoken() -> Iterator[Pseudo]:
    """Offer a language in which every sentence stands in brackets."""
    with pseudo_language() as language:
        yield language


def test_whatever_is_read_goes_through_gettext(world: World, spoken: Pseudo) -> None:
    with translation.override(LANGUAGE):
        outside = [MARKED.sub("", sentence_of(event)).strip() for event in Event.objects.all()]
    assert set(outside) == {""}
