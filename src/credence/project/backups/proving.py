"""Whether what was restored is the site that was backed up."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from io import BytesIO

from django.conf import settings
from django.core.checks import CheckMessage, run_checks
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from credence.credit.models import Certificate
from credence.credit.queries import verification_of, verification_of_file

SAMPLE = 25
"""Certificates that are tried: the oldest, the newest, and others between, evenly."""


def faults_of_the_site(now: dt.datetime) -> list[str]:
    """Return, a sentence each, what is wrong with the site as it stands."""
    return [*_checks(), *_static_files(), *_certificates(now)]


def _checks() -> Iterable[str]:
    """Triggers and constraints are among what the checks look for."""
    found: list[CheckMessage] = run_checks(databases=["default"])
    return (str(each.msg) for each in found if each.is_serious() and not each.is_silenced())


def _static_files() -> Iterable[str]:
    listed = settings.STATIC_ROOT / "staticfiles.json"
    if not listed.is_file():
        return [f"{listed} is missing: run `credence collectstatic`."]
    names = json.loads(listed.read_text(encoding="utf-8"))["paths"].values()
    paths = (settings.STATIC_ROOT / name for name in names)
    return (f"{path} is missing: run `credence collectstatic`." for path in paths if not path.is_file())


def sample() -> list[Certificate]:
    """Return certificates to be tried."""
    keys = list(Certificate.objects.filter(pdf__isnull=False).order_by("pk").values_list("pk", flat=True))
    step = max(1, len(keys) // SAMPLE)
    return list(Certificate.objects.filter(pk__in={*keys[::step][:SAMPLE], *keys[-1:]}).order_by("pk"))


def _certificates(now: dt.datetime) -> Iterable[str]:
    return (f"The certificate {each.code} {fault}" for each in sample() if (fault := _fault_of(each, now)))


def _fault_of(certificate: Certificate, now: dt.datetime) -> str:
    pdf = bytes(certificate.pdf or b"")
    sha256 = hashlib.sha256(pdf).hexdigest()
    if sha256 != certificate.sha256:
        return "has other bytes than those that were issued."
    if not verification_of(certificate.code, now) or not verification_of_file(sha256, now):
        return "is not found by its code or its file."
    if not _is_whole(pdf):
        return "has a signature that does not cover its bytes."
    return ""


def _is_whole(pdf: bytes) -> bool:
    """Return whether each signature in a document is of these very bytes; one without any is whole by its hash."""
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    found = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    statuses = [validate_pdf_signature(each, signer_validation_context=nobody) for each in found]
    return all(each.intact and each.valid for each in statuses)
