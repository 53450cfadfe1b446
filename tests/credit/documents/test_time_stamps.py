"""A stamp says when a signature existed; what is none, or comes late, leaves the document unstamped."""

import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko_certvalidator import ValidationContext

from credence.credit.documents.issuing import Issued, issue
from credence.kit.clock import now
from tests.credit.documents.conftest import PASSPHRASE
from tests.credit.documents.samples import snapshot


@pytest.fixture(autouse=True)
def _signed(settings: Any, key_file: Path) -> None:
    update = {"signing_key": key_file, "signing_passphrase": PASSPHRASE, "unsigned": False}
    settings.ENV = settings.ENV.model_copy(update=update)


def issued(settings: Any, address: str) -> Issued:
    settings.ENV = settings.ENV.model_copy(update={"timestamp_url": address})
    return issue(snapshot())


def status_of(pdf: bytes) -> Any:
    [signature] = PdfFileReader(BytesIO(pdf)).embedded_signatures
    stamps = list(extract_tst_data_iter(signature.signer_info, signed=False))
    roots = [signature.signer_cert, *(each.chosen for stamp in stamps for each in stamp["certificates"])]
    context = ValidationContext(trust_roots=roots)
    return validate_pdf_signature(signature, context, context)


def test_a_stamp_is_of_this_signature_and_of_now(settings: Any, authority: str) -> None:
    before = now().replace(microsecond=0)
    found = issued(settings, f"{authority}/")
    status = status_of(found.pdf)
    assert (status.intact, status.valid, status.coverage.name, status.docmdp_ok) == (True, True, "ENTIRE_FILE", True)
    stamp = status.timestamp_validity
    assert (stamp.intact, stamp.valid, stamp.trusted) == (True, True, True)
    assert stamp.timestamp == found.stamped_at
    assert before <= stamp.timestamp <= now()
    assert not found.is_stamp_missing


def test_nobody_is_asked_where_no_authority_is_set(settings: Any) -> None:
    found = issued(settings, "")
    assert (found.stamped_at, found.is_stamp_missing, status_of(found.pdf).timestamp_validity) == (None, False, None)


@pytest.mark.parametrize(
    "way",
    [
        *("of-something-else", "of-another-request", "forged", "refused", "wrong-usage"),
        *("garbage", "unavailable", "no-such-page"),
    ],
)
def test_what_is_no_stamp_of_it_leaves_the_document_signed_and_unstamped(
    settings: Any, authority: str, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    found = issued(settings, f"{authority}/{way}")
    status = status_of(found.pdf)
    assert (found.stamped_at, found.is_stamp_missing) == (None, True)
    assert (status.intact, status.valid, status.timestamp_validity) == (True, True, None)
    assert "No time stamp for the certificate 7K2MR-QX4TB-9HVCE-3WNPD: " in caplog.text


@pytest.mark.parametrize("way", ["slow", "hang", "drops"])
def test_nobody_waits_longer_than_three_seconds(settings: Any, authority: str, way: str) -> None:
    began = time.monotonic()
    found = issued(settings, f"{authority}/{way}")
    assert (found.is_stamp_missing, 3.0 <= time.monotonic() - began < 4.5) == (True, True)


def test_where_nobody_listens_nobody_waits(settings: Any) -> None:
    began = time.monotonic()
    assert issued(settings, "http://127.0.0.1:9/").is_stamp_missing
    assert time.monotonic() - began < 2
