"""`script/bench --pages`: what a first visit to the pages of the learner's way costs, as Chromium loads them.

The demo is set up and served, or one that is served already is asked (`--at`). Each page is opened by a browser that
keeps nothing. What is sent of a film, or of a PDF, is left out, and so is what draws PDFs: both come once.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.installations import run

from bench.server import HOST, free_port, running

PASSWORD = "try-credence-today"  # noqa: S105 - the demo prints it
LEFT_OUT = ("/media/", "/static/built/paper")
SETTLED_MS = 1500
KB = 1000
MOST_SHIFT = 0.05
WATCH = """() => {
    window.seen = { shift: 0, largest: 0 };
    new PerformanceObserver((list) => list.getEntries().forEach((each) => {
        if (!each.hadRecentInput) window.seen.shift += each.value;
    })).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((each) => { window.seen.largest = each.startTime; }))
        .observe({ type: "largest-contentful-paint", buffered: true });
}"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """A page: its name, the demo's user who opens it, its address, and the most requests and kB it may cost."""

    name: str
    path: str
    user: str = ""
    requests: int = 30
    kilobytes: int = 250


VISITS = (
    Visit(name="home", path="/", requests=10, kilobytes=150),
    Visit(name="catalog", path="/courses/"),
    Visit(name="course", path="/courses/contrast-reactions/"),
    Visit(name="shell, film", path="/courses/safe-handoffs/learn/five-steps/", user="nurse"),
    Visit(name="shell, PDF", path="/courses/sepsis-first-hour/learn/first-hour/", user="physician"),
    Visit(name="result", path="/courses/radiation-protection/posttest/result/", user="physician"),
    Visit(name="My Courses", path="/my-courses/", user="physician"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What a first visit cost: requests, bytes on the wire, layout shift, and milliseconds to the largest paint."""

    visit: Visit
    requests: int
    sent: int
    shift: float
    largest_ms: float

    @property
    def is_light(self) -> bool:
        """Whether the page keeps to what it may cost."""
        most = self.visit
        return self.requests <= most.requests and self.sent <= most.kilobytes * KB and self.shift <= MOST_SHIFT


def told(costs: Sequence[Cost]) -> str:
    """Return a table of the costs; what is too much is marked."""
    head = f"{'page':14} {'requests':>8} {'kB':>6} {'CLS':>6} {'LCP ms':>7}"
    lines = (
        f"{each.visit.name:14} {each.requests:8} {each.sent / KB:6.0f} {each.shift:6.3f} {each.largest_ms:7.0f}"
        f"{'' if each.is_light else '  too much'}"
        for each in costs
    )
    return "\n".join((head, *lines))


def measured(address: str) -> list[Cost]:
    """Visit every page of the demo at an address, each with a browser that keeps nothing."""
    chromium = os.environ.get("CREDENCE_TEST_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        costs = [_cost(browser, address, visit) for visit in VISITS]
        browser.close()
    return costs


def _cost(browser: Browser, address: str, visit: Visit) -> Cost:
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    if visit.user:
        _sign_in(context, visit.user)
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    sizes = _weighed(context, page)
    page.goto(visit.path, wait_until="load")
    page.wait_for_timeout(SETTLED_MS)
    seen = page.evaluate("window.seen")
    context.close()
    return Cost(
        visit=visit, requests=len(sizes), sent=sum(sizes.values()), shift=seen["shift"], largest_ms=seen["largest"]
    )


def _sign_in(context: BrowserContext, user: str) -> None:
    page = context.new_page()
    page.goto("/sign-in/")
    page.fill("[name=login]", user)
    page.fill("[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/my-courses/**")
    page.close()


def _weighed(context: BrowserContext, page: Page) -> dict[str, int]:
    """Return what grows by the size of each answer as it comes, head and body."""
    sizes: dict[str, int] = {}
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def begin(event: dict[str, Any]) -> None:
        asked = event["request"]["url"]
        if asked.startswith("http") and not any(part in asked for part in LEFT_OUT):
            sizes[event["requestId"]] = 0

    def end(event: dict[str, Any]) -> None:
        if event["requestId"] in sizes:
            sizes[event["requestId"]] = int(event["encodedDataLength"])

    line.on("Network.requestWillBeSent", begin)
    line.on("Network.loadingFinished", end)
    return sizes


@contextmanager
def demo() -> Iterator[str]:
    """Set up the demo in a folder that goes again, serve it, and give its address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="credence-pages-", ignore_cleanup_errors=True) as var:
        settings = {"CREDENCE_DEMO": "true", "CREDENCE_VAR": var, "CREDENCE_BASE_URL": f"http://{HOST}:{port}"}
        for act in ("prepare", "demo"):
            run({**os.environ, **settings}, "credence", act)
        command = ["env", *(f"{name}={value}" for name, value in settings.items())]
        with running(
            [*command, sys.executable, "-m", "credence", "serve", "--port", str(port)], port, cwd=str(Path.cwd())
        ):
            yield f"http://{HOST}:{port}"


def main(at: str = "") -> int:
    """Print the table; return 1 where a page costs more than it may."""
    if at:
        costs = measured(at)
    else:
        with demo() as address:
            costs = measured(address)
    sys.stdout.write(told(costs) + "\n")
    return 0 if all(each.is_light for each in costs) else 1
