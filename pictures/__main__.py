"""Take every picture of `docs/pictures` from a demo that runs at an address, at one width, in light colors.

Usage: script/pictures
"""

import io
import os
import sys
import time
import urllib.request
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
WIDTH = 1100
"""Pixels; a picture is shown in a column of 46rem, and sharp enough there."""
PASSWORD = "try-credence-today"  # noqa: S105 - public, of the demo
PATIENCE = 60
"""Seconds until the demo must answer."""


class Picture(NamedTuple):
    """A page as `who` sees it, nobody for a guest, from its top down to `height` pixels.

    `follow` is what is clicked first, so that pages whose addresses differ from demo to demo are found.
    """

    name: str
    who: str
    path: str
    height: int
    follow: str = ""


PICTURES = (
    Picture("catalog", "", "/courses/", 760),
    Picture("course", "", "/courses/contrast-reactions/", 760),
    Picture("study", "nurse", "/courses/safe-handoffs/learn/", 720, "main a[href*='/learn/']"),
    Picture("result", "physician", "/courses/telling-bad-news/posttest/result/", 760),
    Picture("claim", "physician", "/courses/telling-bad-news/claim/", 640),
    Picture("my-courses", "physician", "/my-courses/", 720),
    Picture("back-office", "staff", "/backoffice/", 700),
    Picture("report", "staff", "/backoffice/reports/riverside/", 820),
    Picture("order", "finance", "/backoffice/orders/", 820, "main tbody a >> nth=1"),
)


def main(address: str) -> None:
    """Take all pictures, and say how large each is."""
    wait_for(address)
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium())
        for picture, taken in all_taken(browser, address):
            file = FOLDER / f"{picture.name}.webp"
            Image.open(io.BytesIO(taken)).save(file, quality=78, method=6)
            sys.stdout.write(f"{file.name}: {file.stat().st_size // 1024} kB\n")
        browser.close()


def chromium() -> str:
    """Return the browser that the journeys use."""
    return os.environ.get("CREDENCE_TEST_CHROMIUM", "/usr/bin/chromium")


def wait_for(address: str) -> None:
    """Return once the demo answers."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"{address}/faq/"):  # noqa: S310 - our own demo
                return
        except URLError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def all_taken(browser: Browser, address: str) -> Iterator[tuple[Picture, bytes]]:
    """Yield each picture with its bytes (PNG); whoever sees several in a row signs in once."""
    for who, pictures in groupby(PICTURES, key=lambda picture: picture.who):
        context = browser.new_context(base_url=address, viewport={"width": WIDTH, "height": 800}, color_scheme="light")
        page = context.new_page()
        if who:
            sign_in(page, who)
        for picture in pictures:
            yield picture, taken_of(page, picture)
        context.close()


def sign_in(page: Page, who: str) -> None:
    """Sign in with an account of the demo."""
    page.goto("/sign-in/")
    page.fill("[name=login]", who)
    page.fill("[type=password]", PASSWORD)
    page.click("main [type=submit]")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def taken_of(page: Page, picture: Picture) -> bytes:
    """Return a picture as PNG, with all that the page loads by itself."""
    page.goto(picture.path)
    if picture.follow:
        page.click(picture.follow)
    page.wait_for_load_state("networkidle")
    page.set_viewport_size({"width": WIDTH, "height": picture.height})
    return page.screenshot()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
