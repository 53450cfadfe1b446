"""Whatever is sent to a form, the answer is a page of ours and never a failure, and nothing is stored by it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from credence.project.public_pages import forget_pages
from tests.house.test_addresses import TABLE
from tests.house.walking import Address, addresses, path_of
from tests.house.world import World

URLENCODED = "application/x-www-form-urlencoded"
BOUNDARY = "multipart/form-data; boundary=limit"
MACHINES = {"learn:beat", "learn:card-key"}
"""Answered in JSON, for a script."""
LONG = 50_000


class Body(NamedTuple):
    """Something odd to send."""

    content: bytes
    content_type: str
    by_a_script: bool = False
    """Whether no browser's form sends it, so that the answer need not be a page."""


BODIES = {
    "huge": Body(b"a=" + b"x" * 3_000_000, URLENCODED),
    "a thousand fields too many": Body(b"&".join(b"a%d=1" % number for number in range(3_500)), URLENCODED),
    "binary": Body(bytes(range(256)) * 40, URLENCODED),
    "not UTF-8": Body(b"username=%ff%fe&email=%c0%80&message=%ed%a0%80", URLENCODED),
    "no boundary": Body(b"--x\r\n\r\nlost", "multipart/form-data"),
    "cut off": Body(b'--limit\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n', BOUNDARY),
    "a boundary of control characters": Body(b"--\r\n", "multipart/form-data; boundary=\x00\x01"),
    "JSON": Body(b'{"username": ["a"], "amount": {"$gt": ""}}', "application/json", by_a_script=True),
    "XML": Body(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "text/xml"),
    "no type": Body(b"username=a", ""),
    "an unknown alphabet": Body(b"username=a", f"{URLENCODED}; charset=klingon"),
}


class Fields(HTMLParser):
    """Collects the names of the fields of a page's forms."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field."""
        name = dict(attrs).get("name")
        if tag in {"input", "select", "textarea", "button"} and name:
            self.names.add(name)


@pytest.fixture(scope="module")
def names() -> dict[str, set[str]]:
    """Return the names of the fields at each address: read once, for they are the same whatever is sent."""
    return {}


def names_at(address: Address, world: World) -> set[str]:
    """Return the names of the fields that the course's learner is shown at an address."""
    page = Client()
    page.force_login(world.learner)
    fields = Fields()
    fields.feed(getattr(page.get(path_of(address, world)), "content", b"").decode(errors="replace"))
    return fields.names


def takers() -> Iterator[Address]:
    """Return every address that takes a form from somebody."""
    for address in addresses():
        if TABLE[address.name].sent.learner != 405:
            yield address


def send(world: World, address: Address, body: Body, *, signed_in: bool) -> HttpResponseBase:
    """Send a body as the course's learner or as a guest, and leave no trace of it."""
    client = Client(raise_request_exception=False)
    path = path_of(address, world)
    forget_pages()
    with transaction.atomic():
        if signed_in:
            client.force_login(world.learner)
        response = client.generic("POST", path, body.content, body.content_type)
        transaction.set_rollback(True)
    return response


def fault_of(address: Address, response: HttpResponseBase, *, by_a_script: bool = False) -> str:
    """Return what is wrong with an answer, nothing if it is one of ours."""
    if response.status_code >= 500:
        return f"{address.name}: {response.status_code}"
    is_page = response.status_code >= 400 and address.name not in MACHINES and not by_a_script
    if is_page and b'<main id="main"' not in getattr(response, "content", b""):
        return f"{address.name}: {response.status_code} without our layout"
    return ""


@pytest.mark.same
@pytest.mark.parametrize("signed_in", [False, True], ids=["guest", "learner"])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_an_odd_body_is_answered_by_a_page_of_ours(world: World, body: Body, signed_in: bool) -> None:
    faults = [
        fault_of(each, send(world, each, body, signed_in=signed_in), by_a_script=body.by_a_script) for each in takers()
    ]
    assert [fault for fault in faults if fault] == []


@pytest.mark.parametrize(
    "value",
    [
        "\x00",
        "a\x00b",
        "x" * LONG,
        "\U0001f600" * 200,
        "\u202e\ufeff\ud7ff",
        "-1",
        "NaN",
        "1e400",
        "9" * 40,
        "'\"><script>",
        "../../etc/passwd",
        "{{7*7}}",
    ],
    ids=[
        "NUL",
        "NUL within",
        "long",
        "emoji",
        "directions",
        "negative",
        "NaN",
        "infinite",
        "many digits",
        "markup",
        "path",
        "template",
    ],
)
def test_an_odd_value_in_every_field_is_answered_by_a_page_of_ours(
    world: World, names: dict[str, set[str]], value: str
) -> None:
    faults = []
    for address in takers():
        if address.name not in names:
            names[address.name] = names_at(address, world)
        for signed_in in (False, True):
            client = Client(raise_request_exception=False)
            with transaction.atomic():
                if signed_in:
                    client.force_login(world.learner)
                response = client.post(path_of(address, world), dict.fromkeys(names[address.name], value))
                transaction.set_rollback(True)
            faults.append(fault_of(address, response))
    assert [fault for fault in faults if fault] == []


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%ff",
        "page=-1",
        "page=9" + "9" * 30,
        "q=" + "x" * 5000,
        "topic=%27%22",
        "code=%00",
        "next=//evil.example/",
    ],
)
def test_an_odd_question_is_answered_by_a_page_of_ours(world: World, query: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.learner)
    answers = {
        address.name: client.get(f"{path_of(address, world)}?{query}")
        for address in addresses()
        if "logout" not in address.name
    }
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code >= 500} == {}
    leading_away = re.compile(r"(?:https?:)?//evil\.example")
    assert [name for name, answer in answers.items() if leading_away.match(answer.get("Location", ""))] == []
