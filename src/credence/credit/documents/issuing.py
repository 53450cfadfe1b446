"""A certificate drawn for good: signed where the site signs, and stamped where an authority answers in time."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from credence.credit.documents.certificate import CertificateSnapshot, render
from credence.credit.documents.keys import signer
from credence.credit.documents.signatures import picture_of
from credence.credit.documents.signing import sign
from credence.credit.documents.time_stamps import Authority, NotStamped

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Issued:
    """The bytes to be stored, and when an authority stamped them; `is_stamp_missing` is whether one was asked in
    vain.
    """

    pdf: bytes
    stamped_at: datetime | None = None
    is_stamp_missing: bool = False


def issue(snapshot: CertificateSnapshot) -> Issued:
    """Return the document to be stored. Call it outside of transactions: an authority may take three seconds.

    Raises:
        SigningKeyMissing, SigningKeyUnreadable: see there.
    """
    key, address = signer(), settings.ENV.timestamp_url
    drawn = render(snapshot, signature=picture_of(snapshot.signature), is_signed=key is not None)
    if key is None:
        return Issued(pdf=drawn)
    if not address:
        return Issued(pdf=sign(drawn, key))
    authority = Authority(address)
    try:
        return Issued(pdf=sign(drawn, key, authority), stamped_at=authority.stamped_at)
    except NotStamped as failure:
        logger.warning("No time stamp for the certificate %s: %s.", snapshot.code, failure)
        return Issued(pdf=sign(drawn, key), is_stamp_missing=True)
