"""Draw the certificates of awards after the commit, each once, so that a drawing that fails undoes nothing."""

import datetime as dt
import hashlib
import logging

from credence.credit.documents.certificate import CertificateSnapshot, issue
from credence.credit.models import Certificate

logger = logging.getLogger(__name__)

GRACE = dt.timedelta(seconds=10)
"""So long a request has to itself what it began, a credit or its certificate, before the worker looks after it."""


def complete_certificate(*, certificate: Certificate) -> Certificate:
    """Draw a certificate and store its bytes once; whoever comes later gets those very bytes (R52).

    Safe to call at any time, again, and from several places at once. Call it outside a transaction: drawing takes
    time, and holds no lock. A crash before the bytes are stored leaves the row for the worker.
    """
    if certificate.sha256 is None:
        pdf = issue(CertificateSnapshot.from_json(certificate.snapshot))
        blank = Certificate.objects.filter(pk=certificate.pk, sha256=None)
        blank.update(pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest())
        certificate.refresh_from_db()
    return certificate


def complete_missing_certificates(*, now: dt.datetime, most: int = 100) -> int:
    """Complete certificates that a crash left without a document, the oldest first, and return how many were.

    One that cannot be drawn is logged and holds up no other; it is tried again at the next call.
    """
    missing = Certificate.objects.filter(sha256=None, issued_at__lte=now - GRACE).order_by("issued_at")
    return sum(try_to_complete(certificate=certificate) for certificate in list(missing[:most]))


def try_to_complete(*, certificate: Certificate) -> bool:
    """Complete a certificate and return whether that was possible; if not, why is logged and the worker tries again.

    The award stands either way: whoever awards calls this, so that a drawing that fails undoes and hides nothing.
    """
    try:
        complete_certificate(certificate=certificate)
    except Exception:
        logger.exception("The certificate %s could not be drawn.", certificate.public_id)
        return False
    return True
