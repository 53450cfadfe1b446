"""Faults told to Sentry, or to a service that speaks as it does, where a setting names one."""

import sentry_sdk
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.types import Event, Hint

KEPT = ("url", "method")


def tell_of_faults(address: str, *, release: str) -> None:
    """Send faults from now on to `address` (a DSN), with release and page, and nothing of who was there.

    No person, cookie, header, form or value of a variable is sent; what is measured stays here.
    """
    if not address:
        return
    sentry_sdk.init(
        dsn=address,
        release=release,
        integrations=[DjangoIntegration(middleware_spans=False, signals_spans=False)],
        auto_enabling_integrations=False,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=None,
        before_send=without_people,
    )


def without_people(event: Event, _hint: Hint) -> Event:
    """Return a fault with its kind and place in the code, and the page and the kind of request; without any value.

    What an exception or a line of the log says may name people, as the database does when a row is refused.
    """
    for fault in event.get("exception", {}).get("values", []):
        fault.pop("value", None)
    if "logentry" in event:
        event["logentry"] = {"message": event["logentry"].get("message", "")}
    request = event.get("request", {})
    event["request"] = {name: str(request[name]).partition("?")[0] for name in KEPT if name in request}
    event.pop("user", None)
    event.pop("server_name", None)
    return event
