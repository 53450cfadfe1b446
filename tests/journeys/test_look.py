"""The pages of the demo as people meet them: wide and narrow, light and dark, by axe, keys and without JavaScript."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import Site, own_database

pytestmark = [pytest.mark.browser, pytest.mark.look]

PASSWORD = "try-credence-today"
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 320, "height": 640}
PAGES = {
    "": [
        "/",
        "/courses/?q=contrats",
        "/courses/contrast-reactions/",
        "/courses/opioid-prescribing/",
        "/register/",
        "/sign-in/",
        "/password/reset/",
        "/verify/",
        "/faq/",
        "/privacy/",
        "/support/",
        "/no-such-page/",
    ],
    "newcomer": ["/profile/"],
    "physician": [
        "/my-courses/",
        "/transcript/",
        "/profile/",
        "/account/",
        "/courses/contrast-reactions/enroll/",
        "/courses/sepsis-first-hour/learn/",
        "/courses/mri-safety/learn/",
        "/courses/radiation-protection/posttest/result/",
        "/courses/radiation-protection/claim/",
    ],
    "nurse": ["/my-courses/"],
}
STOPS = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(
    each => each.checkVisibility() && each.type !== 'hidden' && !each.disabled && each.tabIndex >= 0).length"""
OUTLINE = """() => {
    const here = document.activeElement, style = getComputedStyle(here);
    return [here.outerHTML.slice(0, 90), style.outlineStyle, parseFloat(style.outlineWidth)];
}"""
KEYS = ["/", "/courses/", "/courses/contrast-reactions/", "/sign-in/", "/register/", "/verify/", "/support/"]


@pytest.fixture(scope="module")
def demo(mailbox, tmp_path_factory) -> Iterator[str]:
    """Serve the demo with its courses and accounts."""
    site = Site(tmp_path_factory.mktemp("demo"), own_database(), mailbox.port)
    for words in (["migrate"], ["createcachetable"], ["collectstatic", "--noinput"], ["demo"]):
        site.run("credence", *words)
    with site.served(site.port, "--with-worker") as address:
        yield address


def opened(browser: Browser, demo: str, scheme: str = "light", **options) -> BrowserContext:
    """Open a window in a color scheme."""
    context = browser.new_context(base_url=demo, viewport=WIDE, color_scheme=scheme, reduced_motion="reduce", **options)
    context.set_default_timeout(15_000)
    return context


def sign_in(page: Page, username: str) -> None:
    """Sign in to a demo account."""
    page.goto("/sign-in/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".site-account")).to_contain_text(username)


def keep(page: Page, path: str, width: int, scheme: str) -> None:
    """Keep a picture of the page where CREDENCE_TEST_SCREENSHOTS names a folder."""
    folder = os.environ.get("CREDENCE_TEST_SCREENSHOTS")
    if folder:
        name = re.sub(r"\W+", "-", path).strip("-") or "home"
        page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)


def barriers(page: Page) -> list[str]:
    """Return what axe finds serious or critical, by rule and place."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


def faults(page: Page, path: str, scheme: str) -> list[str]:
    """Return what is wrong with a page: wider than the window, without its one heading, or closed to somebody."""
    page.set_viewport_size(WIDE)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    keep(page, path, 1280, scheme)
    headings = page.get_by_role("heading", level=1).count()
    found = barriers(page) + ([f"{headings} main headings"] if headings != 1 else [])
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{wider} px too wide at {size['width']}"] if wider > 0 else []
    keep(page, path, 320, scheme)
    return [f"{path} {scheme}: {each}" for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("username", "paths"), PAGES.items())
def test_pages_fit_every_window_and_keep_nobody_out(browser, demo, username, paths, scheme):
    page = opened(browser, demo, scheme).new_page()
    if username:
        sign_in(page, username)
    assert [fault for path in paths for fault in faults(page, path, scheme)] == []
    page.context.close()


@pytest.mark.parametrize("path", KEYS)
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(browser, demo, path):
    page = opened(browser, demo).new_page()
    page.goto(path)
    page.wait_for_load_state("networkidle")
    stops = page.evaluate(STOPS)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    unseen = []
    for _ in range(stops - 1):
        page.keyboard.press("Tab")
        html, style, width = page.evaluate(OUTLINE)
        unseen += [html] if style == "none" or width < 2 else []
    assert unseen == []
    page.context.close()


def test_the_menu_opens_by_keyboard_and_closes_by_escape(browser, demo):
    page = opened(browser, demo).new_page()
    sign_in(page, "physician")
    page.locator(".menu > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".menu-list")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("My Courses")
    page.keyboard.press("Escape")
    expect(page.locator(".menu-list")).to_be_hidden()
    expect(page.locator(".menu > summary")).to_be_focused()
    page.context.close()


def test_the_chosen_colors_stay(browser, demo):
    page = opened(browser, demo, "light").new_page()
    page.goto("/")
    shown = []
    for _ in range(4):
        shown.append(
            (page.locator("#theme").get_attribute("aria-label"), page.locator("html").get_attribute("data-bs-theme"))
        )
        page.locator("#theme").click()
    assert shown == [
        ("Colors: as the system", "light"),
        ("Colors: light", "light"),
        ("Colors: dark", "dark"),
        ("Colors: as the system", "light"),
    ]
    page.locator("#theme").click()
    page.goto("/faq/")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.context.close()


def test_core_pages_work_without_javascript(browser, demo):
    page = opened(browser, demo, java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_label("Search courses").fill("sepsis")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Sepsis: the first hour").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sepsis: the first hour")
    page.get_by_role("link", name="Sign in").first.click()
    page.locator("input[name=login]").fill("nurse")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My Courses")
    page.context.close()
