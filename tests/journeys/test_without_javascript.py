"""The whole way without JavaScript: from registering to a certificate that verifies."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import steps
from tests.journeys.conftest import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.same]
COURSE = "/courses/hand-washing/"


@pytest.fixture
def plain_page(browser: Browser, site: str) -> Iterator[Page]:
    """Open a browser window that runs no scripts."""
    context = browser.new_context(base_url=site, java_script_enabled=False, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def test_a_nurse_without_javascript_earns_a_certificate_that_verifies(plain_page, site, mailbox, tmp_path):
    page = plain_page
    steps.register(page, mailbox, "nurse")
    steps.complete_profile(page, "Noor", "Example", "Nurse (RN, LPN, APRN)")
    page.goto(COURSE)
    page.get_by_role("link", name="Enroll", exact=True).click()
    page.get_by_role("button", name="Enroll", exact=True).click()
    page.get_by_role("button", name="Begin the course").click()
    page.get_by_role("link", name="Start", exact=True).click()
    page.get_by_role("button", name="I have read it").click()
    answer(page, "False")
    expect(page.locator("main")).to_contain_text("0 of 1")
    page.get_by_role("link", name="Take the posttest again").click()
    answer(page, "True")
    expect(page.locator("main")).to_contain_text("1 of 1")
    mailbox.wait_for("nurse@example.org", "certificate")
    assert "Noor Example" in steps.hold_certificate(page, site, tmp_path, "Noor Example")


def answer(page: Page, choice: str) -> None:
    """Answer the only question and send it."""
    steps.heading(page, "Posttest")
    page.get_by_label(choice, exact=True).check()
    page.get_by_role("button", name="Send my answers").click()
    expect(page).to_have_url(re.compile("/posttest/result/"))
