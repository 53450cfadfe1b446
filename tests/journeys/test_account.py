"""An account in a real browser: a profile that asks by profession, a passkey, and the way without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import steps
from tests.journeys.conftest import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.same]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def named_page(request, browser: Browser, site: str) -> Iterator[tuple[Page, bool]]:
    """Open a window at the site by a host name, since passkeys know no bare addresses; say whether scripts run."""
    address = site.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=address, java_script_enabled=request.param)
    context.set_default_timeout(PATIENCE)
    yield context.new_page(), request.param
    context.close()


def test_the_profile_asks_by_profession_and_keeps_what_was_typed(named_page, mailbox):
    page, has_scripts = named_page
    steps.register(page, mailbox, "phil" if has_scripts else "phyllis")
    steps.complete_profile(page, "Phil", "Example", "Student")
    page.goto("/profile/")
    page.get_by_label("Student", exact=True).uncheck()
    expect(page.get_by_label("NABP e-Profile ID")).to_have_count(0)
    page.get_by_label("Employer").fill("Mercy Hospital")
    page.get_by_label("Pharmacist", exact=True).check()
    if not has_scripts:
        page.get_by_role("button", name="Show what my profession is asked for").click()
    page.get_by_label("NABP e-Profile ID").fill("123456")
    page.get_by_role("button", name="Add another license").click()
    expect(page.get_by_label("License number")).to_have_count(2)
    expect(page.get_by_label("NABP e-Profile ID")).to_have_value("123456")
    expect(page.get_by_label("Employer")).to_have_value("Mercy Hospital")
    page.get_by_label("License number").first.fill("12345")
    page.get_by_label("Employer").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("What you typed is still here")
    expect(page.get_by_label("NABP e-Profile ID")).to_have_value("123456")


@pytest.mark.parametrize("named_page", [True], indirect=True, ids=["scripts"])
def test_a_passkey_opens_the_account_alone_and_is_the_second_step_of_a_password(named_page, mailbox):
    page, _ = named_page
    steps.register(page, mailbox, "keira")
    steps.complete_profile(page, "Keira", "Example", "Student")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Your password").fill(steps.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("A name by which you know it again").fill("Laptop")
    page.get_by_label("Let it replace the password").check()
    page.get_by_role("button", name="Add", exact=True).click()
    steps.heading(page, "Recovery codes")
    mailbox.wait_for("keira@example.org", "Passkey added")

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    steps.heading(page, "Account")

    sign_out(page)
    steps.sign_in(page, "keira", steps.PASSWORD)
    steps.heading(page, "The second step")
    page.get_by_role("button", name="Use a passkey").click()
    steps.heading(page, "Account")


def sign_out(page: Page) -> None:
    """Sign out, and open the sign-in page on the way to the account."""
    page.goto("/sign-out/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    page.goto("/sign-in/?next=/account/")
