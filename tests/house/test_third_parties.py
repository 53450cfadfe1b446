"""No page shows or loads anything of a third party (R23), and the browser is told not to."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from csp.constants import NONCE, NONE, SELF
from django.conf import settings
from django.test import Client

from credence.project.settings import ROOT
from tests.house.walking import addresses, path_of
from tests.house.world import World

LOADED_BY = {"src", "srcset", "poster", "data", "action", "formaction", "hx-get", "hx-post", "background", "ping"}
FOREIGN = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//|^\s*(?:https?|ftp|wss?):", re.IGNORECASE)
FOREIGN_SOURCE = re.compile(r"[a-z]+://[^ ;]+|(?<= )\*(?=[ ;.])")
BUILT = ROOT / "src/credence/project/static/built"
IN_STYLES = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


class Loaded(HTMLParser):
    """Collects every address that a browser asks for when it shows a page or sends its forms."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag loads; a link is followed by people only, but a `link` is loaded."""
        for name, value in attrs:
            is_loaded = name in LOADED_BY or (tag == "link" and name == "href")
            rel = dict(attrs).get("rel")
            if value and is_loaded and rel not in {"canonical", "alternate"}:
                self.found.add(value)


def loaded_by(body: str) -> set[str]:
    """Return the foreign addresses that a page loads."""
    parser = Loaded()
    parser.feed(body)
    return {address for address in parser.found if FOREIGN.match(address)}


def test_the_policy_names_no_foreign_origin() -> None:
    named = {source for sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].values() for source in sources}
    assert named <= {SELF, NONE, NONCE, "data:", "blob:"}


def test_scripts_and_styles_come_from_files_of_ours_only() -> None:
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert (policy["script-src"], policy["style-src"]) == ([SELF, NONCE], [SELF, NONCE])


GATEWAY = {
    "paytrace_api": "https://api.sandbox.paytrace.example",
    "paytrace_frame": "https://secure.sandbox.paytrace.example",
    "paytrace_script": "https://protect.sandbox.paytrace.example/js/protect.min.js",
    "paytrace_merchant": 123456,
}
ALLOWED = {"learn:checkout": {GATEWAY["paytrace_script"]}}
"""The one page with a script of another company's, and that script; its frame is opened by the script."""
ALLOWED_SOURCES = {"learn:checkout": {GATEWAY["paytrace_script"], GATEWAY["paytrace_frame"]}}


@pytest.mark.parametrize("who", ["anonymous", "learner"])
def test_no_page_but_the_checkout_asks_another_computer_for_anything(
    world: World, client: Client, settings: Any, who: str
) -> None:
    settings.ENV = settings.ENV.model_copy(update=GATEWAY)
    if who == "learner":
        client.force_login(world.learner)
    loaded, named, seen = {}, {}, 0
    for address in addresses():
        response = client.get(path_of(address, world))
        if response.get("Content-Type", "").startswith("text/html"):
            seen += 1
            loaded[address.name] = loaded_by(response.content.decode())
            named[address.name] = set(FOREIGN_SOURCE.findall(response["Content-Security-Policy"]))
    assert seen > 20
    of_learner = who == "learner"
    assert {name: found for name, found in loaded.items() if found} == (ALLOWED if of_learner else {})
    assert {name: found for name, found in named.items() if found} == (ALLOWED_SOURCES if of_learner else {})


def test_a_checkout_without_card_payment_is_no_exception(world: World, client: Client) -> None:
    client.force_login(world.learner)
    response = client.get(f"/courses/{world.course_for_sale.slug}/checkout/")
    assert loaded_by(response.content.decode()) == set()
    assert FOREIGN_SOURCE.findall(response["Content-Security-Policy"]) == []


def test_a_foreign_picture_would_be_found() -> None:
    page = (
        '<img src="https://ads.example/x.png"><script src="//cdn.example/x.js"></script><a href="https://ok.example">'
    )
    assert loaded_by(page) == {"https://ads.example/x.png", "//cdn.example/x.js"}


def test_built_styles_load_nothing_from_elsewhere() -> None:
    styles = sorted(BUILT.glob("*.css"))
    assert styles
    for style in styles:
        found = {first or second for first, second in IN_STYLES.findall(style.read_text(encoding="utf-8"))}
        assert (style.name, {address for address in found if FOREIGN.match(address)}) == (style.name, set())
