"""A PDF chapter in a real browser: drawn from parts of the file, by keys, on phones, and where one stopped."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import HURRY, PATIENCE, Site, free_port
from tests.journeys.papers import LARGE, ON_ITS_SIDE, PAGES, SLUG, WITH_A_FIELD, build_paper_course
from tests.journeys.test_look import WIDER
from tests.project.running import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.same]
CHAPTER = f"/courses/{SLUG}/learn/paper/"
PHONE, LAPTOP = {"width": 390, "height": 800}, {"width": 1280, "height": 800}
NAMES = ("phone", "laptop", "saver", "seeker", "turner", "plain", "tester", "cutoff", "breaker", "zoomer")
DRAWN = "() => document.querySelectorAll('.paper canvas').length"
MOST_DRAWN = 12
"""Pages that are kept drawn, the two in view among them."""


@pytest.fixture(scope="module")
def site(installation: Site, tmp_path_factory) -> Iterator[str]:
    """Serve the installation with one more course."""
    tree = build_paper_course(tmp_path_factory.mktemp("paper") / "tree")
    installation.run("credence", "import-course", str(tree))
    with installation.served(free_port(), **HURRY) as address:
        yield address


@pytest.fixture(scope="module")
def students(installation: Site, site: str) -> dict[str, str]:
    """Return the session keys of learners who are ready to study, one for each test."""
    return installation.enroll(*(f"paper-{each}" for each in NAMES), slug=SLUG)


@pytest.fixture
def device(browser: Browser, site: str, students: dict[str, str]):
    """Return a function that opens one more device on which a student is signed in."""
    opened: list[BrowserContext] = []

    def open_device(name: str, size=LAPTOP, **options) -> Page:
        context = browser.new_context(base_url=site, viewport=size, **options)
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "sessionid", "value": students[f"paper-{name}"], "url": site}])
        opened.append(context)
        return context.new_page()

    yield open_device
    for context in opened:
        context.close()


def open_paper(page: Page, query: str = "") -> None:
    """Open the chapter and wait until a page of it is drawn."""
    page.goto(CHAPTER + query)
    expect(page.locator(".paper.is-open")).to_be_visible()
    expect(page.locator(".paper [data-message]")).to_be_empty()


def field(page: Page):
    """Return the field with the number of the page."""
    return page.get_by_role("textbox", name="Page")


def tab_to(page: Page, selector: str) -> None:
    """Press the tabulator until what is meant has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the tabulator")


@pytest.mark.parametrize(("name", "size"), [("phone", PHONE), ("laptop", LAPTOP)])
def test_a_paper_is_read_by_keys_to_its_end_and_goes_on_where_one_stopped(device, installation, name, size):
    page = device(name, size)
    said = []
    page.on("console", lambda message: said.append(message.text))
    open_paper(page)
    tab_to(page, "[data-scroll]")
    expect(page.get_by_role("region", name=f"Page 1 of {PAGES}")).to_contain_text("Leaf number 1")
    page.keyboard.press("n")
    expect(field(page)).to_have_value("2")
    page.keyboard.press("End")
    expect(field(page)).to_have_value(str(PAGES))
    expect(page.get_by_role("region", name=f"Page {PAGES} of {PAGES}")).to_contain_text("zebrafish")
    page.keyboard.press("p")
    expect(field(page)).to_have_value(str(PAGES - 1))
    page.goto("/my-courses/")
    assert (
        installation.study_of(f"paper-{name}", "paper")["page"],
        installation.study_of(f"paper-{name}", "paper")["finished"],
    ) == (
        29,
        False,
    )
    open_paper(page)
    expect(field(page)).to_have_value("29")
    expect(page.locator("[data-said]")).to_have_text("This is page 29, where you stopped.")
    tab_to(page, "[data-read] button")
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("/paper/$"))
    assert installation.study_of(f"paper-{name}", "paper")["finished"] is True
    assert said == []


def test_the_first_page_shows_before_the_file_came_and_no_more_is_drawn_than_is_near(device):
    page = device("saver", PHONE)
    pieces = []
    page.on("response", lambda answer: pieces.append(answer) if "/media/" in answer.url else None)
    open_paper(page)
    expect(page.get_by_role("region", name=f"Page 1 of {PAGES}")).to_contain_text("Leaf number 1")
    whole, *parts = pieces
    size = int(whole.headers["content-length"])
    came = sum(int(each.headers["content-length"]) for each in parts)
    assert ({each.status for each in parts}, size > 5_000_000, came < size / 3) == ({206}, True, True)
    for number in range(2, PAGES + 1):
        page.get_by_role("button", name="Next page").click()
        expect(page.locator(f".page[data-page-number='{number}'] .textLayer span").first).to_be_attached()
    assert 1 <= page.evaluate(DRAWN) <= MOST_DRAWN


def test_words_are_found_on_pages_that_were_not_drawn(device):
    page = device("seeker")
    open_paper(page)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Search in this PDF").click()
    box = page.get_by_role("searchbox")
    box.fill("ZEBRAFISH")
    expect(page.locator(".paper-search [role=status]")).to_have_text("1 of 1")
    expect(field(page)).to_have_value(str(PAGES))
    expect(page.locator(".textLayer .highlight.selected")).to_have_text("zebrafish")
    expect(page.locator(".textLayer .highlight.selected")).to_be_in_viewport()
    expect(box).to_be_in_viewport()
    expect(page.locator(".paper [data-message]")).to_be_empty()
    box.fill("sepsis")
    expect(page.locator(".paper-search [role=status]")).to_have_text(re.compile(rf"^\d+ of {PAGES}$"))
    box.fill("unheard of")
    expect(page.locator(".paper-search [role=status]")).to_have_text("Nothing found. Try fewer or shorter words.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Search in this PDF")).to_be_focused()


def test_pages_on_their_side_large_ones_and_ones_with_fields_are_drawn(device):
    page = device("turner")
    wider = {}
    for number in (1, ON_ITS_SIDE, LARGE, WITH_A_FIELD):
        open_paper(page, f"?page={number}")
        place = page.locator(f".page[data-page-number='{number}']")
        expect(place.locator(".textLayer")).to_contain_text(f"Leaf number {number}")
        box = place.bounding_box()
        wider[number] = box["width"] > box["height"]
    assert wider == {1: False, ON_ITS_SIDE: True, LARGE: True, WITH_A_FIELD: False}


def test_pages_are_zoomed_by_buttons_and_fill_the_window_where_no_page_moves_sideways(device):
    page = device("zoomer", {"width": 320, "height": 640})
    open_paper(page)
    fit = page.locator("[data-fit] span").first
    fitting = fit.inner_text()
    page.get_by_role("button", name="Larger").click()
    expect(fit).not_to_have_text(fitting)
    page.get_by_role("button", name="As wide as there is room").click()
    expect(fit).to_have_text(fitting)
    wait_until(lambda: page.evaluate(WIDER) == "")
    page.get_by_role("button", name="Fill the window").click()
    assert page.locator(".paper").bounding_box() == {"x": 0, "y": 0, "width": 320, "height": 640}
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Fill the window")).to_be_focused()
    assert page.locator(".paper").bounding_box()["y"] > 0


def test_without_scripts_the_browser_shows_the_file_itself(device):
    page = device("plain", java_script_enabled=False)
    page.goto(CHAPTER)
    expect(page.locator("object.study-pdf")).to_be_visible()
    expect(page.locator(".paper")).to_be_hidden()
    file = page.get_by_role("link", name="Open in a new tab").get_attribute("href")
    assert page.request.get(file).body().startswith(b"%PDF")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(device, scheme):
    page = device("tester", color_scheme=scheme)
    open_paper(page)
    page.get_by_role("button", name="Search in this PDF").click()
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == []


def test_a_lost_connection_is_told_with_a_way_on(device):
    page = device("cutoff")
    open_paper(page)
    page.context.set_offline(True)
    page.locator("[data-scroll]").press("End")
    failed = page.get_by_role("alert")
    expect(failed).to_contain_text("These pages could not be fetched: the connection was lost")
    expect(failed.get_by_role("link", name="Open the file itself")).to_be_visible()
    page.context.set_offline(False)
    failed.get_by_role("button", name="Load the page again").click()
    expect(page.locator(".paper.is-open")).to_be_visible()
    expect(failed).to_be_hidden()


def test_a_damaged_file_is_told_with_a_way_on(device):
    page = device("breaker")
    page.route(
        "**/media/**", lambda route: route.fulfill(body=b"%PDF-1.7 and then nothing", content_type="application/pdf")
    )
    page.goto(CHAPTER)
    failed = page.get_by_role("alert")
    expect(failed).to_contain_text("the file seems to be damaged")
    expect(failed.get_by_role("link", name="Open the file itself")).to_be_visible()
