"""The web server itself is killed in the middle of a real post from the checkout page, and started again."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from credence.kit.exchange import Unanswered, Unsent
from tests.commerce.kills.test_kills import PAID, books
from tests.installations import ROOT
from tests.journeys.conftest import free_port
from tests.learn.till import BILL, CHECKOUT, settings_of
from tests.visitor import Visitor

AFTER_THE_HOLD = ["authorize:timeout_after", "capture:timeout_after"]
FULL = {**PAID, "coupon": [], "kept": "149.00"}


@pytest.fixture
def browser(shop):
    """Return the cookies of the learner's browser."""
    return {"sessionid": shop.do("sign_in", name=shop.learner)}


@contextmanager
def served(shop, browser):
    """Serve the shop for real; give a way to visit it and a way to kill it."""
    port = free_port()
    settings = {f"CREDENCE_{name.upper()}": str(value) for name, value in settings_of(shop.simulator).items()}
    environment = {**shop.environment, **settings, "CREDENCE_PAYTRACE_PATIENCE": "40", "CREDENCE_WORKERS": "1"}
    command = [sys.executable, "-W", "ignore", "-m", "credence", "serve", "--port", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True, **quiet)

    def kill():
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    try:
        visitor = Visitor(f"http://127.0.0.1:{port}", cookies=browser, seconds=60)
        wait_for(visitor)
        yield visitor, kill
    finally:
        kill()


def wait_for(visitor):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(Unsent, Unanswered):
            if visitor.get("/healthz").status == 200:
                return
        time.sleep(0.05)
    raise AssertionError("the server did not come up")


def form(shop, visitor):
    """Return what the page would send for a card."""
    page = visitor.get(CHECKOUT)
    fields = dict(re.findall(r'name="(csrfmiddlewaretoken|shown|attempt_key)"\s+value="([^"]+)"', page.text))
    assert set(fields) == {"csrfmiddlewaretoken", "shown", "attempt_key"}, page.status
    token, key = shop.simulator.card()
    return {**BILL, **fields, "card_token": token, "card_key": key}


def post_and_kill(shop, browser, place):
    """Send the form, and kill the server once the gateway has the call and is silent. Return the form."""
    with served(shop, browser) as (visitor, kill):
        sent = form(shop, visitor)
        cut = []

        def post():
            try:
                visitor.post(CHECKOUT, data=sent)
            except Unanswered as failure:
                cut.append(type(failure).__name__)

        click = threading.Thread(target=post)
        with shop.silence_at(place):
            click.start()
        kill()
        click.join()
        assert len(cut) == 1
    return sent


@pytest.mark.parametrize("place", AFTER_THE_HOLD)
def test_a_server_killed_after_the_hold_leaves_a_payment_that_comes_to_its_end(shop, browser, place):
    sent = post_and_kill(shop, browser, place)
    shop.reconcile(3, 3)
    assert books(shop) == FULL
    with served(shop, browser) as (visitor, _):
        again = visitor.post(CHECKOUT, data=sent)  # the browser asks whether to send the form again, and it is sent
        assert again.status == 302
        assert shop.books["number"] in again.header("Location")
        assert visitor.get(again.header("Location")).status == 200
    assert books(shop) == FULL


def test_a_server_killed_before_the_hold_leaves_nothing_and_the_learner_pays_once(shop, browser):
    sent = post_and_kill(shop, browser, "authorize:timeout_before")
    with served(shop, browser) as (visitor, _):
        assert visitor.post(CHECKOUT, data=sent).status == 302
        assert books(shop)["charges"] == 0
        shop.reconcile(3, 3, 3, 3, 6)
        assert books(shop)["attempts"] == ["lost"]
        assert visitor.post(CHECKOUT, data=form(shop, visitor)).status == 302
    assert books(shop) == {**FULL, "attempts": ["lost", "captured"]}
