"""The whole way by keys alone: every stop is found by Tab and by the name that a screen reader says."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import steps
from tests.journeys.courses import QUESTIONS, helps

pytestmark = [pytest.mark.browser, pytest.mark.same]
MOST_STOPS = 120
IS_FOCUSED = "each => each === document.activeElement"


def test_a_physician_earns_a_certificate_by_keyboard_alone(page, site, mailbox, tmp_path):
    page.goto("/")
    register(page, mailbox)
    complete_profile(page)
    enroll(page)
    study(page)
    take_posttest(page)
    evaluate(page)
    claim(page)
    reach(page, page.get_by_role("link", name="Download the certificate"))
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    waiting.value.save_as(tmp_path / "certificate.pdf")
    assert "Tab Example" in steps.verified(page, file=tmp_path / "certificate.pdf")


def reach(page: Page, target: Locator) -> None:
    """Press Tab until the focus stands on `target`."""
    expect(target).to_be_visible()
    for _ in range(MOST_STOPS):
        if target.evaluate(IS_FOCUSED):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {target}")


def press(page: Page, role: str, name: str | re.Pattern[str]) -> None:
    """Reach a link or a button of the page and press it."""
    reach(page, page.get_by_role(role, name=name, exact=isinstance(name, str)).last)
    page.keyboard.press("Enter")


def write(page: Page, label: str, text: str) -> None:
    """Reach a field and type into it."""
    reach(page, page.get_by_label(label, exact=True))
    page.keyboard.type(text)


def choose(page: Page, wanted: Locator) -> None:
    """Choose one of a group of radio buttons: Tab reaches the group, arrows walk in it."""
    name = wanted.get_attribute("name")
    reach(page, page.locator(f"input[name='{name}']").first)
    page.keyboard.press("Space")
    for _ in range(10):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows do not reach {wanted}")


def register(page: Page, mailbox) -> None:
    """Register from the home page, and sign in with what the letter says."""
    press(page, "link", "Create a free account")
    steps.heading(page, "Create a free account")
    write(page, "User name", "tabitha")
    write(page, "E-mail address", "tabitha@example.org")
    page.keyboard.press("Enter")
    steps.heading(page, "Look into your mail")
    letter = mailbox.wait_for("tabitha@example.org", "Your account")
    press(page, "link", "Sign in")
    steps.heading(page, "Sign in")
    reach(page, page.locator("input[name=login]"))
    page.keyboard.type("tabitha")
    reach(page, page.locator("input[name=password]"))
    page.keyboard.type(re.search(r"initial password: (\S+)", letter)[1])
    page.keyboard.press("Enter")
    steps.heading(page, "User Profile")


def complete_profile(page: Page) -> None:
    """Fill in the User Profile from top to bottom."""
    write(page, "Given name", "Tab")
    write(page, "Family name", "Example")
    reach(page, page.get_by_label("Physician (MD, DO or equivalent)"))
    page.keyboard.press("Space")
    write(page, "New password", steps.PASSWORD)
    write(page, "New password again", steps.PASSWORD)
    press(page, "button", "Save profile")
    steps.heading(page, "My Courses")


def enroll(page: Page) -> None:
    """Find the course in the catalog and enroll in it."""
    reach(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="Courses", exact=True))
    page.keyboard.press("Enter")
    press(page, "link", "Contrast reactions: recognize and treat")
    press(page, "button", "Enroll")
    steps.heading(page, "Before you begin")
    press(page, "button", "Begin the course")
    press(page, "link", "Start")
    steps.heading(page, "Recognize")


def study(page: Page) -> None:
    """Watch the video, and read the PDF and the text."""
    page.wait_for_function("() => document.querySelector('video').readyState >= 1")
    reach(page, page.locator(".vjs-big-play-button, .vjs-play-control").locator("visible=true").first)
    page.keyboard.press("Enter")
    page.wait_for_function("() => !document.querySelector('video').paused")
    expect(page.locator("[data-watched]")).to_contain_text("Chapter finished", timeout=40_000)
    press(page, "link", "Open the next chapter")
    steps.heading(page, "Treat")
    press(page, "button", "I have read it")
    steps.heading(page, "Summary")
    press(page, "button", "I have read it")
    steps.heading(page, "Posttest")


def take_posttest(page: Page) -> None:
    """Answer everything rightly and send it."""
    for number in range(1, QUESTIONS + 1):
        choose(page, page.get_by_label(helps(number), exact=True))
    press(page, "button", "Send my answers")
    steps.heading(page, "You passed the posttest")
    press(page, "link", "Fill in the evaluation")


def evaluate(page: Page) -> None:
    """Fill in the provider's form."""
    steps.heading(page, "Evaluation")
    for row in page.locator(".matrix-row").all():
        choose(page, row.get_by_role("radio").last)
    choose(page, page.get_by_label("No", exact=True))
    press(page, "button", "Send the evaluation")
    steps.heading(page, "Claim your credit")


def claim(page: Page) -> None:
    """Claim three quarters of the credit with the attestation."""
    reach(page, page.get_by_label("How many credits match your participation?"))
    page.keyboard.type("0.75")
    reach(page, page.get_by_role("checkbox"))
    page.keyboard.press("Space")
    press(page, "button", re.compile("^Claim"))
    steps.heading(page, "The credit is yours")
    expect(page.locator(".reward-amount")).to_have_text("0.75 AMA PRA Category 1 Credit™")
