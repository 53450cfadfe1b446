"""Everything the simulator takes for granted without proof: one switch each, with its doubt.

When recordings of the real sandbox arrive, correct the default here (or the one line that reads it) and nothing else.
`POST /__sim__/config` changes a switch while the simulator runs.
"""

from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """The switches. Seconds where a number is a time."""

    access_token_seconds: int = 900
    """Not published; one client keeps a token for 900 s."""

    client_key_seconds: int = 1200
    """Not published; the comment of one client says 20 minutes."""

    card_token_seconds: int = 1200
    """The life of a token of the card fields is not published."""

    wrong_credentials_status: int = 401
    """The answer to wrong credentials at the token endpoint is not documented: 400, 401, 403 and 422 are possible."""

    decline_status: int = 200
    """The HTTP status of a declined card is not documented; clients read declines from a 2xx body."""

    decline_consumes_token: bool = True
    """Whether a declined try uses a card token up is not known."""

    error_shape: str = "v3"
    """Business errors (961, 816…): "v3" is a 422 with a list of errors; "v1" has `errors` by number and 200."""

    batch_refusal_status: int = 422
    """A capture, void or refund that cannot be done: "Batch Error Response" is 422, its body is not published."""

    permits_second_capture: bool = False
    """V1 refuses a second capture with 816; V3 is assumed to do the same."""

    record_shows: str = "nothing"
    """Of the card number, a transaction record shows "nothing", "last4" or "bin"; the real one was never seen."""

    answer_shows_card: bool = False
    """Whether the answer to an authorisation carries the masked number; it was absent from logs of V1."""

    export_lag_seconds: float = 5
    """Exports "may lag slightly"; by how much is not said."""

    export_shows_bin: bool = True
    """`include_bin` is documented by the name of the field only; first six and last four are assumed."""

    search_matches_invoice: bool = True
    """What `search_term` and `including_text` match is not told; if not the invoice, all rows come."""

    refund_carries_invoice: bool = True
    """Whether the row of a refund repeats the invoice number of the payment is not known."""

    only_visa_and_mastercard: bool = False
    """The account may be boarded for two brands only; the gateway then declines the rest, wording unknown."""

    duplicate_minutes: int = 0
    """The filter for duplicates (same card, amount and invoice) has an unknown error; ours says SIM. 0 is off."""

    void_on_csc_mismatch: bool = False
    """The merchant's own rule: a wrong security code gives 103, approved and then voided. Documented; usually off."""

    hang_seconds: float = 120
    """How long a withheld answer is withheld before the connection is dropped. Ours, not the gateway's."""

    def changed(self, values: dict[str, Any]) -> "Assumptions":
        """Return a copy with `values`; raises ValueError for a switch that does not exist."""
        known = {field.name for field in fields(self)}
        if unknown := set(values) - known:
            raise ValueError(f"no such switch: {', '.join(sorted(unknown))}")
        return replace(self, **{name: type(getattr(self, name))(value) for name, value in values.items()})
