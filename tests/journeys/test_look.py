"""The demo as people meet it: wide, narrow, on paper, light and dark, by axe, by keys and without JavaScript."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.house.films import workshop
from tests.installations import ROOT, copy_of, dressed
from tests.journeys.conftest import HURRY, Site

pytestmark = [pytest.mark.browser, pytest.mark.look]

PASSWORD = "try-credence-today"
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 320, "height": 640}
PAGES = {
    "": [
        "/",
        "/courses/?q=contrats",
        "/courses/?q=zzzz",
        "/courses/contrast-reactions/",
        "/courses/opioid-prescribing/",
        "/register/",
        "/sign-in/",
        "/password/reset/",
        "/verify/",
        "/verify/?code=AAAAA-BBBBB-CCCCC-DDDDD",
        "/register/sent/",
        "/password/reset/sent/",
        "/account/closed/",
        "/faq/",
        "/privacy/",
        "/support/",
        "/components/",
        "/demo/mail/",
        "/no-such-page/",
    ],
    "newcomer": ["/profile/", "/my-courses/", "/transcript/"],
    "physician": [
        "/my-courses/",
        "/transcript/",
        "/profile/",
        "/account/",
        "/account/email/",
        "/account/password/change/",
        "/account/2fa/",
        "/account/data/",
        "/account/close/",
        "/courses/contrast-reactions/enroll/",
        "/courses/sepsis-first-hour/learn/",
        "/courses/sepsis-first-hour/learn/first-hour/",
        "/courses/sepsis-first-hour/front-matter/",
        "/account/2fa/webauthn/",
        "/account/reauthenticate/",
        "/courses/mri-safety/learn/",
        "/courses/mri-safety/posttest/",
        "/courses/mri-safety/claim/",
        "/courses/telling-bad-news/claim/",
        "/courses/radiation-protection/posttest/result/",
        "/courses/radiation-protection/claim/",
    ],
    "staff": [
        "/backoffice/",
        "/backoffice/orders/",
        "/backoffice/orders/?q=nobody",
        "/backoffice/orders/uncertain/",
        "/backoffice/refunds/",
        "/backoffice/coupons/",
        "/backoffice/coupons/new/",
        "/backoffice/coupons/many/",
        "/backoffice/coupons/batches/",
        "/backoffice/coupons/TRYHALF/",
        "/backoffice/groups/",
        "/backoffice/groups/new/",
        "/backoffice/revenue/",
        "/backoffice/differences/",
    ],
    "nurse": [
        "/my-courses/",
        "/courses/safe-handoffs/learn/five-steps/",
        "/courses/safe-handoffs/evaluation/1/",
        "/courses/sepsis-first-hour/claim/",
    ],
}
STOPS = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(
    each => each.checkVisibility() && each.type !== 'hidden' && !each.disabled && each.tabIndex >= 0).length"""
OUTLINE = """() => {
    const here = document.activeElement, style = getComputedStyle(here);
    return [here.outerHTML.slice(0, 90), style.outlineStyle, parseFloat(style.outlineWidth)];
}"""
WIDER = """() => {
    const page = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const clips = (each) => each && (getComputedStyle(each).clipPath !== 'none' || clips(each.parentElement));
    const says = (each) => each.matches('table, img, input, select, textarea')
        || [...each.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    const texts = [...document.querySelectorAll('main *')].filter(each => each.checkVisibility() && says(each)
        && !each.closest('svg, .visually-hidden, .video-js, pre, [role=region][tabindex]') && !clips(each));
    const edge = (each) => each.getBoundingClientRect().right;
    const out = texts.find(each => edge(each) > edge(each.closest('.card, .tile, .empty, main')) + 1);
    return page > 0 ? `the page, by ${page} px,` : out ? out.outerHTML.slice(0, 120) : '';
}"""
LONG_WORDS = "all => all.forEach(each => { each.textContent = 'Donaudampfschifffahrtsgesellschafts'.repeat(3) })"
KEYS = ["/", "/courses/", "/courses/contrast-reactions/", "/sign-in/", "/register/", "/verify/", "/support/"]


@pytest.fixture(scope="module")
def demo(mailbox, tmp_path_factory) -> Iterator[str]:
    """Serve the demo with its courses and accounts."""
    var = tmp_path_factory.mktemp("demo")
    with copy_of(dressed(), var) as database:
        site = Site(var, database, mailbox.port)
        shutil.copytree(workshop(), var / "demo")
        site.run("credence", "demo")
        with site.served(site.port, "--with-worker", **HURRY) as address:
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


def barriers(page: Page, scheme: str) -> list[str]:
    """Return what axe finds serious or critical, by rule and place; in the dark only what depends on colors."""
    options = {"resultTypes": ["violations"], **({"runOnly": ["color-contrast"]} if scheme == "dark" else {})}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


def settle(page: Page) -> None:
    """Wait until the page has everything that it asks for by itself."""
    page.wait_for_load_state("load")
    page.wait_for_function("() => !document.querySelector('.htmx-request')")


def faults(page: Page, path: str) -> list[str]:
    """Return what is wrong with the page at an address."""
    page.set_viewport_size(WIDE)
    page.goto(path)
    return faults_here(page, path)


def faults_here(page: Page, name: str) -> list[str]:
    """Return what is wrong with the page that is open, in light and in dark colors."""
    page.set_viewport_size(WIDE)
    settle(page)
    headings = page.get_by_role("heading", level=1).count()
    found = [f"{name}: {headings} main headings"] if headings != 1 else []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-bs-theme", scheme)
        found += [f"{name} {scheme}: {each}" for each in faults_in(page, name, scheme)]
    page.emulate_media(color_scheme="light")
    return found


def faults_in(page: Page, name: str, scheme: str) -> list[str]:
    """Return what is wrong with a page in a color scheme: wider than the window, or closed to somebody."""
    page.set_viewport_size(WIDE)
    keep(page, name, 1280, scheme)
    found = barriers(page, scheme)
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        wider = page.evaluate(WIDER)
        found += [f"{wider} stands out at {size['width']}"] if wider else []
    keep(page, name, 320, scheme)
    return found


@pytest.mark.parametrize(("username", "paths"), PAGES.items())
def test_pages_fit_every_window_and_keep_nobody_out(browser, demo, username, paths):
    page = opened(browser, demo).new_page()
    if username:
        sign_in(page, username)
    assert [fault for path in paths for fault in faults(page, path)] == []
    page.context.close()


@pytest.mark.parametrize("path", KEYS)
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(browser, demo, path):
    page = opened(browser, demo).new_page()
    page.goto(path)
    settle(page)
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


def test_letters_are_drawn_from_faces_that_come_with_the_page(browser, demo):
    page = opened(browser, demo).new_page()
    page.goto("/")
    page.evaluate("document.fonts.ready")
    loaded = "[...document.fonts].filter(each => each.status === 'loaded').map(each => each.family)"
    families = {family.strip('"') for family in page.evaluate(loaded)}
    assert families == {"Inter Variable", "Source Serif 4 Variable"}
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


def test_the_posttest_its_result_and_the_evaluation_are_open_to_everybody(browser, demo):
    page = opened(browser, demo).new_page()
    sign_in(page, "physician")
    page.goto("/courses/sepsis-first-hour/learn/patient/")
    found = faults_here(page, "chapter-text")
    page.get_by_role("button", name="I have read it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Posttest")
    assert fills_of_choices(page) == [False]  # an unanswered question looks unanswered
    found += faults_here(page, "posttest")
    page.locator(".choice span, .stem, h1").evaluate_all(LONG_WORDS)
    found += faults_here(page, "posttest-of-long-words")
    page.reload()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("alert").first).to_contain_text("questions are not answered")
    found += faults_here(page, "posttest-unanswered")
    answer_rightly(page, "sepsis-first-hour")
    assert fills_of_choices(page) == [False, True]
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You passed the posttest")
    found += faults_here(page, "posttest-result")
    page.get_by_role("link", name="Fill in the evaluation").click()
    found += faults_here(page, "evaluation")
    page.locator(".choice span, .matrix-name, legend, h1").evaluate_all(LONG_WORDS)
    found += faults_here(page, "evaluation-of-long-words")
    page.reload()
    page.get_by_role("button", name="Send the evaluation").click()
    expect(page.get_by_role("alert").first).to_contain_text("need your attention")
    found += faults_here(page, "evaluation-unanswered")
    assert found == []
    page.context.close()


def fills_of_choices(page: Page) -> list[bool]:
    """Return whether the round choices of a page are filled: [False] if none is, [False, True] if some are."""
    filled = "all => all.map(each => getComputedStyle(each).backgroundImage !== 'none' || BLANK)"
    blank = "getComputedStyle(each).backgroundColor !== getComputedStyle(document.body).backgroundColor"
    return sorted(set(page.locator("input[type=radio]").evaluate_all(filled.replace("BLANK", blank))))


def answer_rightly(page: Page, slug: str) -> None:
    """Answer every question of a demo course's posttest as its folder says."""
    for question in yaml.safe_load((ROOT / f"demo/courses/{slug}/posttest.yaml").read_text())["questions"]:
        right = [option["text"] for option in question.get("options", ()) if option.get("correct")]
        for text in right or ["True" if question["answer"] else "False"]:
            page.locator(f"#question-{question['key']}").get_by_label(text, exact=True).check()


def test_the_transcript_prints_without_what_surrounds_it_and_dark_on_white(browser, demo):
    page = opened(browser, demo, "dark").new_page()
    sign_in(page, "physician")
    page.goto("/transcript/")
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 700, "height": 1000})  # paper between its margins
    shown = page.locator("body *:visible")
    assert shown.locator("xpath=self::header | self::footer | self::nav | self::form | self::button").count() == 0
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(2)
    expect(page.locator(".on-paper")).to_have_text("Elena Vega, MD · Credence")
    assert page.locator("body").evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(255, 255, 255)"
    inks = "all => [...new Set(all.map(each => getComputedStyle(each).color))]"
    assert page.locator("h1, td, td a, dd").evaluate_all(inks) == ["rgb(0, 0, 0)"]
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
