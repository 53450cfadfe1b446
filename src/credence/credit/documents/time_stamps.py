"""Asks a time stamping authority (RFC 3161) when a signature existed, and believes no answer that it did not check."""

import threading
from asyncio import to_thread
from datetime import datetime
from queue import Empty, SimpleQueue

from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from credence.kit.exchange import Limits, Response, Unanswered, Unsent, exchange

PATIENCE = 3.0
"""Seconds that a learner waits for an authority at most, whatever it does."""
LARGEST = 10_240
"""Bytes of a stamp that fit beside a signature."""
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


class NotStamped(Exception):
    """No stamp that holds came in time; the text says why."""


class Authority(TimeStamper):
    """The authority at an address, asked once for each document.

    Its answer counts if it is signed, by a certificate for time stamps, and is about the very signature asked for.
    Whom a reader trusts is the reader's affair: the operator chose the address.
    """

    def __init__(self, address: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._address = address
        self.stamped_at: datetime | None = None

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Return the stamp of a digest.

        Raises:
            NotStamped: none came in time, or it does not hold.
        """
        try:
            stamp = await super().async_timestamp(message_digest, md_algorithm)
            await self._check(stamp["content"], message_digest)
            self.stamped_at = stamp["content"]["encap_content_info"]["content"].parsed["gen_time"].native
        except NotStamped:
            raise
        except Exception as failure:
            raise NotStamped(f"the answer cannot be read ({type(failure).__name__})") from failure
        return stamp

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send a request and read the answer."""
        answer = await to_thread(_answer_in_time, self._address, req.dump())
        if answer.status != 200 or answer.header("Content-Type").partition(";")[0].strip() != REPLY:
            raise NotStamped(f"the answer is {answer.status} {answer.header('Content-Type')}")
        if len(answer.content) > LARGEST:
            raise NotStamped("the answer is too large")
        return tsp.TimeStampResp.load(answer.content, strict=True)

    async def _check(self, stamp: cms.SignedData, digest: bytes) -> None:
        context = ValidationContext(trust_roots=[])
        found = await validate_tst_signed_data(stamp, context, lambda _algorithm: digest)
        if not (found["intact"] and found["valid"]):
            raise NotStamped("the stamp is not whole, or of something else")
        usage = found["signing_cert"].extended_key_usage_value
        if usage is None or usage.native != ["time_stamping"]:
            raise NotStamped("the certificate of the stamp is not for time stamps")


def _answer_in_time(address: str, request: bytes) -> Response:
    """Return the answer of an address, or give up after `PATIENCE`; looking up its name counts, and so do drops of an
    answer.
    """
    answers: SimpleQueue[Response | Exception] = SimpleQueue()
    threading.Thread(target=_ask, args=(address, request, answers), daemon=True).start()
    try:
        answer = answers.get(timeout=PATIENCE)
    except Empty:
        raise NotStamped(f"no answer in {PATIENCE:.0f} seconds") from None
    if isinstance(answer, Exception):
        raise NotStamped(str(answer)) from answer
    return answer


def _ask(address: str, request: bytes, answers: "SimpleQueue[Response | Exception]") -> None:
    headers = {"Content-Type": QUERY, "Accept": REPLY}
    limits = Limits(connect=PATIENCE, write=PATIENCE, read=PATIENCE)
    try:
        answers.put(exchange("POST", address, limits=limits, headers=headers, body=request))
    except (Unsent, Unanswered) as failure:
        answers.put(failure)
