"""Buying a course in Chromium: the real server and worker, PayTrace's simulator with its fields on another origin."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys import steps
from tests.journeys.conftest import PATIENCE, Site, free_port
from tests.simulators.conftest import running_simulator
from tests.simulators.driver import AMEX, CSC, DECLINED, MASTERCARD, VISA, YEAR, Simulator

__all__ = ["running_simulator"]

pytestmark = pytest.mark.browser
SLUG = "stroke-imaging"
CHECKOUT = f"/courses/{SLUG}/checkout/"
BUYERS = (
    "full", "part", "gift", "amex", "decliner", "waiter", "refunded", "repriced", "double", "keyed", "phone",
    "scripted", "expired", "blocked", "scriptless", "hostile",
)  # fmt: skip


class Shop:
    """A site that takes cards, and what it has said and shown so far."""

    def __init__(self, site: Site, simulator: Simulator, address: str, log: Path, browser: Browser) -> None:
        self.site, self.simulator, self.address, self.log, self.browser = site, simulator, address, log, browser
        self.sessions = site.tell("buyers", *BUYERS)
        self.shown: list[str] = []
        self.sent: list[str] = []

    def opened(self, name: str, **options) -> BrowserContext:
        """Open a window in which somebody is signed in."""
        context = self.browser.new_context(base_url=self.address, **options)
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "sessionid", "value": self.sessions[name], "url": self.address}])
        return context

    def page(self, name: str, **options) -> Page:
        """Open a page of somebody's, which notes what is sent to the site and what breaks the page's policy."""
        page = self.opened(name, **options).new_page()
        page.on("request", lambda request: self._note(request))
        page.on("console", lambda said: self.shown.append(said.text))
        return page

    def _note(self, request) -> None:
        if request.url.startswith(self.address):
            self.sent.append(f"{request.url} {request.post_data or ''}")

    def money(self, page: Page) -> dict[str, str]:
        """Return the money that moved for the order whose page is open."""
        return self.simulator.money(page.url.rstrip("/").rpartition("/")[2])


@pytest.fixture(scope="module")
def shop(installation: Site, running_simulator: Simulator, browser: Browser, tmp_path_factory) -> Iterator[Shop]:
    """Serve the installation as a site that takes cards, with its worker."""
    running_simulator.reset()
    frame = running_simulator.frame
    environment = {
        "CREDENCE_PAYTRACE_API": running_simulator.api,
        "CREDENCE_PAYTRACE_FRAME": frame,
        "CREDENCE_PAYTRACE_SCRIPT": f"{frame}/js/protect.min.js",
        "CREDENCE_PAYTRACE_USERNAME": "cme_api_user",
        "CREDENCE_PAYTRACE_PASSWORD": "simulated",
        "CREDENCE_PAYTRACE_INTEGRATOR": "credence",
        "CREDENCE_PAYTRACE_MERCHANT": "123456",
        "CREDENCE_PAYTRACE_PATIENCE": "2",
        "CREDENCE_STATEMENT_NAME": "CREDENCE CME",
    }
    installation.tell("sell", SLUG)
    log, port = tmp_path_factory.mktemp("shop") / "log", free_port()
    with installation.served(port, "--with-worker", log=log, **environment) as address:
        yield Shop(installation, running_simulator, address, log, browser)


def open_checkout(page: Page) -> None:
    """Open the checkout and wait for the card fields."""
    page.goto(CHECKOUT)
    expect(page.get_by_role("button", name=re.compile("^Pay"))).to_be_enabled()


def fill_bill(page: Page) -> None:
    """Type what the profile does not hold."""
    page.get_by_label("Street").fill("8320 E. West St.")
    page.get_by_label("ZIP or postal code").fill("85284")


def fill_card(page: Page, number: str, *, expiration: str = f"12/{YEAR}") -> None:
    """Type a card into PayTrace's fields."""
    frame = page.frame_locator("#hpf_casper")
    frame.get_by_label("Card number").fill(number)
    frame.get_by_label("Expiration").fill(expiration)
    frame.get_by_label("Security code").fill(CSC.get(number, "999"))


def press_pay(page: Page, amount: str = "$149.00") -> None:
    """Press the button that says the amount."""
    page.get_by_role("button", name=f"Pay {amount}").click()


def pay(page: Page, number: str, amount: str = "$149.00") -> None:
    """Fill in everything and pay."""
    open_checkout(page)
    fill_bill(page)
    fill_card(page, number)
    press_pay(page, amount)


def see_it_open(page: Page) -> None:
    """Expect the page of a paid order, and go to the course."""
    steps.heading(page, "The course is open")
    page.get_by_role("link", name="Go to the course").click()
    expect(page).to_have_url(re.compile(f"/courses/{SLUG}/(front-matter|learn)/"))
    page.go_back()


def test_the_full_price_by_visa_from_the_course_page_to_the_receipt(shop, mailbox):
    page = shop.page("full")
    page.goto(f"/courses/{SLUG}/")
    page.get_by_role("link", name="Go to checkout").click()
    expect(page.get_by_text("Your card statement will say CREDENCE CME.")).to_be_visible()
    expect(page.get_by_role("button", name="Pay $149.00")).to_be_enabled()
    fill_bill(page)
    fill_card(page, VISA)
    press_pay(page)
    see_it_open(page)
    expect(page.locator("main")).to_contain_text("Visa ending in 5439")
    assert shop.money(page) == {"charged": "149.00", "charges": "1"}
    letter = mailbox.wait_for("full@example.org", "Your receipt")
    assert "Paid by Visa ending in 5439" in letter
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")
    page.get_by_role("link", name="Orders", exact=True).first.click()
    expect(page.get_by_role("article")).to_contain_text("Paid")


def test_a_coupon_and_mastercard_for_the_rest_lose_nothing_that_was_typed(shop):
    page = shop.page("part")
    open_checkout(page)
    fill_bill(page)
    fill_card(page, MASTERCARD)
    page.get_by_label("Coupon").fill("nonsense")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#coupon-fault")).to_contain_text("This code does not work for this course.")
    expect(page.get_by_label("Coupon")).to_have_value("nonsense")
    page.get_by_label("Coupon").fill("spring26x2")
    page.get_by_label("Coupon").press("Enter")
    expect(page.locator("#summary")).to_contain_text("−$29.80")
    expect(page.get_by_label("Street")).to_have_value("8320 E. West St.")
    press_pay(page, "$119.20")
    see_it_open(page)
    assert shop.money(page) == {"charged": "119.20", "charges": "1"}


def test_a_coupon_for_all_of_it_asks_for_no_card_and_calls_nobody(shop):
    page = shop.page("gift")
    before = shop.simulator.calls("client_key"), shop.simulator.calls("authorize")
    page.goto(CHECKOUT)
    page.get_by_label("Coupon").fill("GIFT")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Nothing is left to pay")).to_be_visible()
    expect(page.locator("#pt_hpf_form")).to_have_count(0)
    looked = shop.simulator.calls("client_key")
    page.get_by_role("button", name="Enroll").click()
    see_it_open(page)
    assert (shop.simulator.calls("client_key"), shop.simulator.calls("authorize")) == (looked, before[1])
    assert shop.money(page) == {}


def test_american_express_is_refused_in_words_and_void_and_then_visa_works(shop):
    page = shop.page("amex")
    pay(page, AMEX)
    steps.heading(page, "We cannot take this card")
    expect(page.locator("main")).to_contain_text(
        "This is a card by American Express. We take Visa and Mastercard only."
    )
    expect(page.locator("main")).to_contain_text("You have not been charged; a temporary hold may show")
    expect(page.get_by_role("link", name="Go to checkout")).to_be_visible()
    assert (shop.money(page), shop.simulator.statuses[-1]) == ({}, ("AUTH", "voided"))
    page.get_by_role("link", name="Go to checkout").click()
    expect(page.get_by_role("button", name="Pay $149.00")).to_be_enabled()
    expect(page.get_by_label("Street")).to_have_value("8320 E. West St.")
    fill_card(page, VISA)
    press_pay(page)
    see_it_open(page)
    assert shop.money(page) == {"charged": "149.00", "charges": "1"}


def test_a_declined_card_and_then_another(shop):
    page = shop.page("decliner")
    pay(page, DECLINED)
    steps.heading(page, "Your card was declined")
    expect(page.locator("main")).to_contain_text("Nothing was charged.")
    pay(page, MASTERCARD)
    see_it_open(page)
    assert shop.money(page) == {"charged": "149.00", "charges": "1"}


def test_an_answer_that_never_comes_is_found_by_the_worker_and_the_course_opens(shop, mailbox):
    page = shop.page("waiter")
    shop.simulator.fault("authorize", "timeout_after")
    shop.simulator.fault("export_by_date", "http_500_before", times=3)
    pay(page, VISA)
    steps.heading(page, "We are checking with the bank")
    expect(page.locator("main")).to_contain_text("Please do not pay again: nothing is charged twice.")
    second = shop.page("waiter")
    second.goto(CHECKOUT)
    assert second.url == page.url
    expect(page.get_by_role("heading", level=1)).to_have_text("The course is open", timeout=60_000)
    expect(second.get_by_role("heading", level=1)).to_have_text("The course is open", timeout=60_000)
    assert shop.money(page) == {"charged": "149.00", "charges": "1"}
    mailbox.wait_for("waiter@example.org", "We are checking your payment")
    mailbox.wait_for("waiter@example.org", "Your receipt")


def test_a_refund_shows_on_the_page_of_the_order(shop, mailbox):
    page = shop.page("refunded")
    pay(page, VISA)
    see_it_open(page)
    shop.site.tell("refund", "refunded", "149.00")
    mailbox.wait_for("refunded@example.org", "Your refund", seconds=40)
    page.reload()
    steps.heading(page, "Your payment was given back")
    expect(page.locator("main")).to_contain_text("$149.00 went back to you.")
    assert shop.money(page) == {}


def test_a_price_that_changes_is_shown_and_confirmed_before_anything_is_sent(shop):
    page = shop.page("repriced")
    open_checkout(page)
    fill_bill(page)
    fill_card(page, VISA)
    calls = shop.simulator.calls("authorize")
    shop.site.tell("reprice", SLUG, "159.00")
    with page.expect_navigation() as waiting:
        press_pay(page)
    assert waiting.value.status == 409
    expect(page.get_by_role("alert").first).to_contain_text("it was $149.00 and is $159.00 now.")
    expect(page.get_by_label("Street")).to_have_value("8320 E. West St.")
    assert shop.simulator.calls("authorize") == calls
    expect(page.get_by_role("button", name="Pay $159.00")).to_be_enabled()
    fill_card(page, VISA)
    press_pay(page, "$159.00")
    see_it_open(page)
    assert shop.money(page) == {"charged": "159.00", "charges": "1"}


@pytest.fixture
def price(shop) -> str:
    """Return the price as it stands, whichever stories were told before."""
    page = shop.page("blocked")
    page.goto(CHECKOUT)
    return page.locator("dd.is-total").inner_text()


def test_a_double_click_the_back_button_and_a_second_tab_charge_once(shop, price):
    page = shop.page("double")
    open_checkout(page)
    tab = page.context.new_page()
    open_checkout(tab)
    fill_bill(page)
    fill_card(page, VISA)
    page.get_by_role("button", name=f"Pay {price}").dblclick()
    steps.heading(page, "The course is open")
    fill_bill(tab)
    fill_card(tab, VISA)
    press_pay(tab, price)
    steps.heading(tab, "The course is open")
    page.go_back()
    steps.heading(page, "The course is open")
    assert shop.money(page) == {"charged": price[1:], "charges": "1"}


@pytest.mark.same
def test_keys_alone_are_enough(shop):
    page = shop.page("keyed")
    open_checkout(page)
    fill_bill(page)
    page.get_by_label("ZIP or postal code").focus()
    page.keyboard.press("Tab")
    for part in (VISA, f"12/{YEAR}", "999"):
        page.keyboard.type(part)
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('[data-pay]')")
    page.keyboard.press("Enter")
    steps.heading(page, "The course is open")


@pytest.mark.same
def test_enter_in_the_bill_checks_the_card_and_says_what_is_wrong_in_the_page(shop):
    page = shop.page("expired")
    open_checkout(page)
    fill_bill(page)
    fill_card(page, VISA, expiration="12/20")
    page.get_by_label("City").press("Enter")
    expect(page.locator("[data-told]")).to_have_text("Please check the expiration date.")
    page.get_by_label("Coupon").fill("SPRING26X2")
    fill_card(page, VISA)
    page.get_by_label("City").press("Enter")
    expect(page.locator("[data-told]")).to_contain_text("There is a code in the coupon box.")
    page.get_by_label("Coupon").fill("")
    shop.simulator.advance(1300)  # the key of the card fields has expired meanwhile
    page.get_by_label("City").press("Enter")
    expect(page.locator("[data-told]")).to_contain_text("Please type the card again.")
    expect(page.get_by_label("Street")).to_have_value("8320 E. West St.")
    fill_card(page, VISA)
    page.get_by_label("City").press("Enter")
    steps.heading(page, "The course is open")


@pytest.mark.same
def test_on_a_phone_nothing_is_wider_than_the_page(shop, price):
    page = shop.page("phone", viewport={"width": 320, "height": 640})
    open_checkout(page)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    fill_bill(page)
    fill_card(page, VISA)
    press_pay(page, price)
    steps.heading(page, "The course is open")
    assert page.evaluate(wide) <= 0


@pytest.mark.same
def test_a_blocked_script_is_told_and_nothing_can_be_paid(shop):
    page = shop.page("blocked")
    page.route("**/protect.min.js", lambda route: route.abort())
    page.goto(CHECKOUT)
    expect(page.locator("[data-told]")).to_contain_text("The card fields did not load. Nothing was charged.")
    expect(page.locator("[data-pay]")).to_be_disabled()


@pytest.mark.same
def test_a_gateway_that_is_down_is_told_and_nothing_can_be_paid(shop):
    page = shop.page("blocked")
    shop.simulator.fault("client_key", "http_500_before")
    page.goto(CHECKOUT)
    expect(page.locator("[data-told]")).to_contain_text(
        "Card payment is unavailable at the moment. Nothing was charged."
    )
    expect(page.locator("[data-pay]")).to_be_disabled()


STRANGERS = """() => {
    const add = (tag, values) => document.body.append(Object.assign(document.createElement(tag), values));
    add('script', {textContent: 'window.inlined = true'});
    add('script', {src: 'http://evil.example/x.js'});
    add('iframe', {src: 'http://evil.example/'});
}"""


@pytest.mark.same
def test_the_policy_lets_the_gateways_fields_in_and_a_strange_script_not(shop):
    page, before = shop.page("hostile"), len(shop.shown)
    open_checkout(page)
    expect(page.frame_locator("#hpf_casper").get_by_label("Card number")).to_be_visible()
    assert shop.shown[before:] == []
    page.evaluate(STRANGERS)
    page.wait_for_timeout(500)
    assert page.evaluate("window.inlined") is None
    refused = "\n".join(shop.shown[before:])
    for said in (
        "Executing inline script violates the following Content Security Policy directive 'script-src",
        "Loading the script 'http://evil.example/x.js' violates",
        "Framing 'http://evil.example/' violates",
    ):
        assert said in refused


@pytest.mark.same
def test_without_javascript_a_coupon_works_and_the_card_says_what_it_needs(shop):
    page = shop.page("scriptless", java_script_enabled=False)
    page.goto(CHECKOUT)
    expect(page.get_by_text("Paying by card needs JavaScript")).to_be_visible()
    expect(page.locator("[data-pay]")).to_be_disabled()
    page.get_by_label("Coupon").fill("GIFT")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("button", name="Enroll").click()
    see_it_open(page)


@pytest.mark.same
def test_the_page_breaks_none_of_its_own_policy(shop):
    page = shop.page("scripted")
    before = len(shop.shown)
    pay(page, VISA, page_price(page))
    steps.heading(page, "The course is open")
    assert [said for said in shop.shown[before:] if "Content Security Policy" in said] == []


def page_price(page: Page) -> str:
    """Return the total that the checkout shows."""
    page.goto(CHECKOUT)
    return page.locator("dd.is-total").inner_text()


def test_r65_nothing_that_the_site_holds_or_says_knows_a_card(shop, mailbox):
    kept = "\n".join((*shop.site.tell("rows"), shop.log.read_text(), *(str(each) for each in mailbox.letters)))
    tokens = {token for sent in shop.sent for token in re.findall(r"card_token=([0-9a-f-]{36})", sent)}
    keys = {key for sent in shop.sent for key in re.findall(r"card_key=([\w%=-]{44,})", sent)}
    assert (len(tokens) >= 8, len(keys) >= 8) == (True, True)
    cards = {VISA, MASTERCARD, AMEX, DECLINED}
    assert [secret for secret in (*cards, *tokens, *keys) if secret in kept] == []
    assert [card for card in cards if card in "\n".join(shop.sent)] == []
    assert "5439" in kept
