"""What a visitor does in each row, and what must be in the answers. Needs no Django.

A visit is a generator: it gives what is asked, takes the answer, and raises `Wrong` where that is not what this
visitor must see. Each row has items, written by `bench.plan`: a learner's cookies, a place, what must be there.
"""

import itertools
import json
import re
import time
import uuid
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

HOST = "cme.example.org"
ORIGIN = f"https://{HOST}"
OK, PARTIAL, FOUND = 200, 206, 302
MIB = 1 << 20

Item = dict[str, Any]


class Wrong(Exception):
    """An answer is not what this visitor must see; the text says which and what it lacks."""


@dataclass(slots=True)
class Answer:
    """What came back. Of what is longer than a piece, `body` is the first piece only; `length` is of all."""

    status: int
    head: bytes
    body: bytes
    length: int


Visit = Generator[bytes, Answer, None]

_places = itertools.count(1)


def another_place() -> str:
    """Return an address of the internet that nobody came from before."""
    number = next(_places)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def request(method: str, path: str, item: Item, *, body: bytes = b"", more: str = "", place: str = "") -> bytes:
    """Return the bytes of a request as nginx hands it on, from an address of the visitor's own."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {HOST}",
        f"X-Forwarded-For: {place or item.setdefault('place', another_place())}",
        "X-Forwarded-Proto: https",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0",
        "Accept-Language: en-US",
    ]
    if cookie := item.get("cookie"):
        lines.append(f"Cookie: {cookie}")
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        lines += [f"Origin: {ORIGIN}", f"Referer: {ORIGIN}{path}"]
    if more:
        lines.append(more)
    return "\r\n".join([*lines, "", ""]).encode() + body


def form(path: str, item: Item, fields: dict[str, Any], *, place: str = "") -> bytes:
    """Return the bytes of a form that is sent with the token of the visitor's cookie."""
    body = urlencode({**fields, "csrfmiddlewaretoken": item["token"]}, doseq=True).encode()
    return request("POST", path, item, body=body, place=place)


def expect(answer: Answer, status: int, *marks: str, at: str) -> None:
    """Look whether an answer has its status, and everything that must be there.

    Raises:
        Wrong: it does not.
    """
    if answer.status != status:
        raise Wrong(f"{at} was answered with {answer.status} and not {status}")
    for mark in marks:
        if mark.encode() not in answer.body and mark.encode() not in answer.head:
            raise Wrong(f"{at} lacks {mark!r}")


def page(item: Item) -> Visit:
    """Ask for a page."""
    if "raw" not in item:
        item["raw"] = request("GET", item["path"], item)
    expect((yield item["raw"]), OK, *item["marks"], at=item["path"])


def page_from_anywhere(item: Item) -> Visit:
    """Ask for a page, each time from another place: how often one place may ask is limited."""
    expect((yield request("GET", item["path"], item, place=another_place())), OK, *item["marks"], at=item["path"])


LOADED = re.compile(rb'<[^>]*hx-get="([^"]+)"[^>]*hx-trigger="load"')


def page_with_parts(item: Item) -> Visit:
    """Ask for a public page and, as its script does, for each part that is the visitor's own."""
    answer = yield request("GET", item["path"], item)
    expect(answer, OK, *item["marks"], at=item["path"])
    parts = [found.decode() for found in LOADED.findall(answer.body)]
    told = b""
    for path in parts:
        part = yield request("GET", path, item, more="HX-Request: true")
        expect(part, OK, at=path)
        told += part.body
    expect(Answer(OK, b"", told, len(told)), OK, *item["own"], at=f"{item['path']} with {len(parts)} parts")


CHOICE = re.compile(r'name="(question\.[^"]+)"\s+value="([^"]+)"[^>]*>\s*<span>([^<]*)</span>')
SIGNATURE = re.compile(r'name="signature"\s+value="([^"]+)"')


def journey_of_posttest(item: Item) -> Visit:
    """Open the posttest, answer everything right, hand it in, and see the result."""
    path = item["path"]
    opened = yield request("GET", path, item)
    expect(opened, OK, *item["marks"], at=path)
    text = opened.body.decode()
    signature, choices = SIGNATURE.search(text), CHOICE.findall(text)
    right = {name: code for name, code, words in choices if words.startswith(item["right"])}
    if signature is None or len(right) != item["questions"]:
        raise Wrong(f"{path} asks {len(right)} questions and not {item['questions']}")
    sent = yield form(path, item, {**right, "signature": signature[1]})
    expect(sent, FOUND, item["result"], at=f"what was handed in to {path}")
    expect((yield request("GET", item["result"], item)), OK, *item["passed"], at=item["result"])


DOCUMENT = re.compile(rb"/certificates/[\w-]+\.pdf")
LED_TO = re.compile(rb"^location: (/certificates/\S+)", re.IGNORECASE | re.MULTILINE)


def claim(item: Item) -> Visit:
    """Claim a credit, see its page, and hold its first certificate, which is signed."""
    path = item["path"]
    sent = yield form(path, item, item["fields"])
    expect(sent, FOUND, at=f"what was claimed at {path}")
    page = _found(LED_TO.search(sent.head), path)[1].decode()
    seen = yield request("GET", page, item)
    expect(seen, OK, *item["marks"], at=page)
    held = yield request("GET", _found(DOCUMENT.search(seen.body), page)[0].decode(), item)
    expect(held, OK, "%PDF-", "/ByteRange", at="the first certificate")


def _found(found: re.Match[bytes] | None, path: str) -> re.Match[bytes]:
    if found is None:
        raise Wrong(f"{path} leads to no certificate")
    return found


def download(item: Item) -> Visit:
    """Take a certificate along: all its bytes, under its name."""
    answer = yield request("GET", item["path"], item)
    expect(answer, OK, *item["marks"], at=item["path"])
    if answer.length != item["length"]:
        raise Wrong(f"{item['path']} has {answer.length} bytes and not {item['length']}")


def beat(item: Item) -> Visit:
    """Say what was watched since the last time, as the player does; the first one begins."""
    moment = time.monotonic()
    player = item.setdefault("player", str(uuid.uuid4()))
    took = int((moment - item.get("at", moment)) * 1000)
    start = item.get("reached", 0)
    fields = {"player": player, "took": took, "start": start, "end": start + took}
    answer = yield form(item["path"], item, fields)
    expect(answer, OK, *item.get("marks", ()), at=item["path"])
    said = json.loads(answer.body)
    if said["counts"] is not True or said["finished"]:
        raise Wrong(f"{item['path']} does not count: {said}")
    item["at"], item["reached"] = moment, start + took


def sign_in(item: Item) -> Visit:
    """Sign in by name and password, and be given a session."""
    answer = yield form(item["path"], item, {"login": item["login"], "password": item["password"]})
    expect(answer, FOUND, *item["marks"], at=f"{item['path']} as {item['login']}")


_blocks = itertools.count()


def part_of_film(item: Item) -> Visit:
    """Ask for a mebibyte of a film, each time another one."""
    block = next(_blocks) % item["blocks"]
    more = f"Range: bytes={block * MIB}-{(block + 1) * MIB - 1}"
    answer = yield request("GET", item["path"], item, more=more)
    expect(answer, PARTIAL, f"block {block:05d};", *item.get("marks", ()), at=f"{item['path']}, block {block}")
    if answer.length != MIB:
        raise Wrong(f"{item['path']} sent {answer.length} bytes and not {MIB}")


VISITS: dict[str, Callable[[Item], Visit]] = {
    "page": page,
    "page from anywhere": page_from_anywhere,
    "page with parts": page_with_parts,
    "posttest": journey_of_posttest,
    "claim": claim,
    "download": download,
    "beat": beat,
    "sign in": sign_in,
    "film": part_of_film,
}


def searched(words: list[str]) -> Iterator[str]:
    """Give addresses of searches that find a title of these words, none of them twice."""
    for some in itertools.permutations(words, 3):
        yield f"/courses/?q={quote(' '.join(some))}"
