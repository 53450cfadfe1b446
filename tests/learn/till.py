"""A learner at the checkout of a site that takes cards, and what stands on the page."""

import re
from html import unescape
from typing import Any

from django.test import Client

from credence.commerce.models import Order
from tests.simulators.driver import VISA, Simulator

SLUG = "stroke-imaging"
CHECKOUT = f"/courses/{SLUG}/checkout/"
BILL = {
    "bill_name": "Dana Example",
    "bill_street": "8320 E. West St.",
    "bill_street2": "",
    "bill_city": "Spokane",
    "bill_region": "WA",
    "bill_postal_code": "85284",
    "bill_country": "US",
}


def words_of(response: Any) -> str:
    """Return the text of a page, its blanks made one."""
    body = re.sub(r"<(script|template|option)[^>]*>.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def settings_of(simulator: Simulator) -> dict[str, Any]:
    """Return the settings of a site that takes cards."""
    return {
        "paytrace_api": simulator.api,
        "paytrace_frame": simulator.frame,
        "paytrace_script": f"{simulator.frame}/js/protect.min.js",
        "paytrace_username": "cme_api_user",
        "paytrace_password": "simulated",
        "paytrace_integrator": "credence",
        "paytrace_merchant": 123456,
        "paytrace_patience": 1.5,
        "statement_name": "CREDENCE CME",
    }


class Buyer:
    """Somebody signed in, at the checkout of a course of 149.00."""

    def __init__(self, client: Client, simulator: Simulator) -> None:
        self.client, self.simulator = client, simulator

    @property
    def order(self) -> Order:
        """The order as it stands."""
        return Order.objects.latest("pk")

    def look(self) -> Any:
        """Open the checkout."""
        return self.client.get(CHECKOUT)

    def send(self, page: Any = None, **values: str) -> Any:
        """Send the form of a page, which is opened now unless given."""
        page = page or self.look()
        body = page.content.decode()
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', body))
        return self.client.post(CHECKOUT, {**hidden, **BILL, "coupon": "", **values})

    def apply(self, code: str, page: Any = None, **values: str) -> Any:
        """Type a coupon and press its button."""
        return self.send(page, coupon=code, apply="1", **values)

    def pay(self, card: str = VISA, page: Any = None, **values: str) -> Any:
        """Type a card into PayTrace's fields and pay."""
        page = page or self.look()
        token, key = self.simulator.card(card, csc=values.pop("csc", None))
        return self.send(page, **{"card_token": token, "card_key": key, **values})
