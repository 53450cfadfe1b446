"""Compose and draw the certificates of awards, each once: what fails here delays the document and undoes nothing."""

import datetime as dt
import hashlib
import logging

from django.db import transaction
from django.db.models import Q

from credence.catalog.queries.stamp import mark_of_content
from credence.credit import letters
from credence.credit.documents.certificate import CertificateSnapshot
from credence.credit.documents.issuing import Issued, issue
from credence.credit.documents.snapshots import snapshot_for
from credence.credit.models import Certificate
from credence.credit.queries.identity import numbers_of_many

logger = logging.getLogger(__name__)

GRACE = dt.timedelta(seconds=10)
"""So long the request that awarded a credit has its certificate to itself, before the worker completes it."""
PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=6)


def pause_after(tries: int) -> dt.timedelta:
    """Return how long to wait after so many tries failed before: from a minute, twice as long each time, to six hours.

    >>> pause_after(3)
    datetime.timedelta(seconds=480)
    """
    return min(PAUSE * (1 << min(tries, 12)), LONGEST_PAUSE)


def try_to_compose(*, certificate: Certificate) -> bool:
    """Freeze what a certificate says, once, and return whether that was possible; if not, why is logged (R52).

    Safe inside the transaction of an award: whatever fails here is undone by itself, and the award stands.
    """
    try:
        with transaction.atomic():
            _compose(certificate)
    except Exception:
        logger.exception("The certificate %s could not be composed.", certificate.public_id)
        return False
    return True


def composed(*, certificate: Certificate) -> CertificateSnapshot | None:
    """Return what a certificate says, composed now if it was not yet; None if it cannot be, or is erased."""
    is_composed = certificate.erased_at is None and try_to_compose(certificate=certificate)
    return CertificateSnapshot.from_json(certificate.snapshot or {}) if is_composed else None


def _compose(certificate: Certificate) -> None:
    if certificate.snapshot is None:
        award = certificate.award
        numbers = numbers_of_many([award])[award.pk]
        snapshot = snapshot_for(
            award, numbers, mark=mark_of_content(), code=certificate.code, now=certificate.issued_at
        )
        blank = Certificate.objects.filter(pk=certificate.pk, snapshot__isnull=True)
        blank.update(snapshot=snapshot.to_json())
        certificate.refresh_from_db(fields=["snapshot"])


def complete_certificate(*, certificate: Certificate) -> Certificate:
    """Draw a certificate and store its bytes once; whoever comes later gets those very bytes (R52).

    Safe to call at any time, again, and from several places at once. Call it outside a transaction: drawing takes
    time, an authority may take three seconds to stamp, and neither holds a lock. A crash before the bytes are stored
    leaves the row for the worker. One that could not be composed at the award is composed now.
    """
    if certificate.sha256 is None:
        _compose(certificate)
        issued = issue(CertificateSnapshot.from_json(certificate.snapshot or {}))
        _store(certificate, issued)
    return certificate


def _store(certificate: Certificate, issued: Issued) -> None:
    """Store a document where there is none yet; otherwise the certificate becomes what was stored before."""
    values = {
        "pdf": issued.pdf,
        "sha256": hashlib.sha256(issued.pdf).hexdigest(),
        "stamped_at": issued.stamped_at,
        "unstamped": issued.is_stamp_missing,
    }
    if Certificate.objects.filter(pk=certificate.pk, sha256=None).update(**values):
        for name, value in values.items():
            setattr(certificate, name, value)
    else:
        certificate.refresh_from_db()


def complete_missing_certificates(*, now: dt.datetime, most: int = 100) -> int:
    """Complete certificates that a crash or a fault left without a document, and return how many were.

    One that cannot be drawn holds up no other: it is tried again after pauses that grow to six hours, and staff are
    told of it by a letter. The first that an authority left unstamped is the last of this turn: letters wait for the
    same worker, and for an authority that does not answer they wait once.
    """
    due = Q(next_try_at=None) | Q(next_try_at__lte=now)
    missing = Certificate.objects.filter(due, sha256=None, erased_at=None, issued_at__lte=now - GRACE).order_by(
        "issued_at"
    )
    completed = 0
    for certificate in list(missing[:most]):
        completed += _complete_or_postpone(certificate, now)
        if certificate.unstamped:
            break
    return completed


def _complete_or_postpone(certificate: Certificate, now: dt.datetime) -> bool:
    if try_to_complete(certificate=certificate):
        return True
    later = now + pause_after(certificate.tries)
    Certificate.objects.filter(pk=certificate.pk).update(tries=certificate.tries + 1, next_try_at=later)
    letters.certificate_delayed(certificate, now=now)
    return False


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
