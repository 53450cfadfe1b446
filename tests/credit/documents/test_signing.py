"""Signatures: whole, invisible, and refused with a reason where the key does not open."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from asn1crypto.cms import SignedData
from asn1crypto.core import _SETUP_CLASSES
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.tsp import TimeStampResp
from asn1crypto.x509 import NameType
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.core.management import CommandError, call_command
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from credence.credit.documents.asn1_classes import ready_classes
from credence.credit.documents.certificate import render
from credence.credit.documents.issuing import issue
from credence.credit.documents.keys import KEY_LIFE, SigningKeyMissing, SigningKeyUnreadable, make_key, signer
from credence.credit.documents.signing import sign
from tests.credit.documents.samples import VERIFY_URL, qr_codes, reader, snapshot

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def key(tmp_path: Path, settings: Any) -> Path:
    """A signing key in use by the site."""
    file = tmp_path / "signing.p12"
    file.write_bytes(make_key(name="Riverside", passphrase="a pass phrase", now=NOW))
    use(settings, signing_key=file, signing_passphrase="a pass phrase", unsigned=False)
    return file


def use(settings: Any, **values: Any) -> None:
    """Change settings of the site."""
    settings.ENV = settings.ENV.model_copy(update=values)


def test_certificate_is_stored_as_drawn_where_it_is_meant_to_be_unsigned(settings: Any) -> None:
    use(settings, signing_key=None, unsigned=True, demo=False)
    assert issue(snapshot()).pdf == render(snapshot())


def test_no_certificate_is_drawn_unsigned_by_oversight(settings: Any, key: Path) -> None:
    use(settings, signing_key=None, demo=False)
    with pytest.raises(SigningKeyMissing):
        issue(snapshot())
    use(settings, signing_key=key)
    assert _status(issue(snapshot()).pdf).intact


def test_a_demo_signs_with_the_key_that_it_made_for_itself(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    use(settings, signing_key=None, unsigned=False, demo=True)
    assert issue(snapshot()).pdf == render(snapshot())
    call_command("make_signing_key", str(tmp_path / "demo" / "signing.p12"), stdout=StringIO())
    assert _status(issue(snapshot()).pdf).intact


@pytest.mark.usefixtures("key")
def test_signature_covers_the_whole_file_and_holds() -> None:
    status = _status(issue(snapshot()).pdf)
    assert status.intact
    assert status.valid
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.docmdp_ok


@pytest.mark.usefixtures("key")
def test_no_two_threads_sign_with_the_same_objects_which_are_taken_apart_when_first_asked() -> None:
    mine, start = signer(), Barrier(4, timeout=10)

    def ask(_: int) -> signers.SimpleSigner | None:
        start.wait()
        return signer()

    with ThreadPoolExecutor(4) as pool:
        others = list(pool.map(ask, range(4)))
    assert len({id(each) for each in (mine, *others)}) == 5
    assert signer() is mine


@pytest.mark.usefixtures("key")
def test_the_first_documents_of_eight_threads_are_all_signed_whole() -> None:
    drawn, start = render(snapshot(), is_signed=True), Barrier(8, timeout=10)

    def signed(_: int) -> bytes:
        mine = signer()
        assert mine is not None
        start.wait()
        return sign(drawn, mine)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(signed, range(8)))
    assert [_status(each).intact for each in found] == [True] * 8


def test_all_classes_are_ready_before_the_first_key_is_read() -> None:
    ready_classes()
    assert _SETUP_CLASSES.keys() >= {NameType, PrivateKeyInfo, SignedData, TimeStampResp}


@pytest.mark.usefixtures("key")
def test_changed_letter_breaks_the_signature() -> None:
    pdf = bytearray(issue(snapshot()).pdf)
    pdf[5000] ^= 1
    assert not _status(bytes(pdf)).intact


@pytest.mark.usefixtures("key")
def test_signed_file_begins_with_the_drawn_one() -> None:
    assert issue(snapshot()).pdf.startswith(render(snapshot(), is_signed=True))


@pytest.mark.usefixtures("key")
def test_signature_is_pades_and_invisible_but_not_hidden() -> None:
    document = reader(issue(snapshot()).pdf)
    field = document.root_object["/AcroForm"]["/Fields"][0].get_object()
    assert field["/V"].get_object()["/SubFilter"] == "/ETSI.CAdES.detached"
    assert field["/F"] & 0b100110 == 0b100  # printed, neither hidden nor no-view, as PDF/A asks
    left, bottom, right, top = (float(edge) for edge in field["/Rect"])
    assert right <= 0 or top <= 0 or left >= 792 or bottom >= 612 or (left == right and bottom == top)
    assert document.root_object["/MarkInfo"]["/Marked"].value is True


def test_the_longest_signature_fits_the_room_kept_for_it(tmp_path: Path) -> None:
    file = tmp_path / "rsa.p12"
    file.write_bytes(_key_of_rsa())
    found = signers.SimpleSigner.load_pkcs12(file)  # type: ignore[no-untyped-call]
    assert found is not None
    assert _status(sign(render(snapshot(), is_signed=True), found)).intact


@pytest.mark.usefixtures("key")
def test_signed_certificate_still_scans() -> None:
    assert qr_codes(issue(snapshot()).pdf) == [VERIFY_URL]


def test_wrong_pass_phrase_is_refused_by_name(key: Path, settings: Any) -> None:
    use(settings, signing_passphrase="another")
    with pytest.raises(SigningKeyUnreadable) as refusal:
        issue(snapshot())
    assert refusal.value.data == {"path": key}


def test_missing_key_is_refused_by_name(tmp_path: Path, settings: Any) -> None:
    use(settings, signing_key=tmp_path / "none.p12", unsigned=False)
    with pytest.raises(SigningKeyUnreadable):
        issue(snapshot())


def test_command_writes_a_key_for_its_owner_alone(tmp_path: Path, settings: Any) -> None:
    file = tmp_path / "new.p12"
    call_command("make_signing_key", str(file), stdout=StringIO())
    use(settings, signing_key=file, unsigned=False)
    assert file.stat().st_mode & 0o777 == 0o600
    assert _status(issue(snapshot()).pdf).intact


def test_command_never_overwrites_a_key(tmp_path: Path) -> None:
    file = tmp_path / "new.p12"
    file.write_bytes(b"precious")
    with pytest.raises(CommandError, match="exists"):
        call_command("make_signing_key", str(file))
    assert file.read_bytes() == b"precious"


def _status(pdf: bytes):  # type: ignore[no-untyped-def]
    [signature] = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[signature.signer_cert]))


def _key_of_rsa() -> bytes:
    """Return the longest key that authorities sell, with the longest name."""
    key = rsa.generate_private_key(65537, 4096)
    names = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME)
    subject = x509.Name([x509.NameAttribute(each, "e" * 64) for each in names])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    dated = builder.serial_number(2**150).not_valid_before(NOW).not_valid_after(NOW + KEY_LIFE)
    certificate = dated.sign(key, hashes.SHA512())
    return pkcs12.serialize_key_and_certificates(b"rsa", key, certificate, None, serialization.NoEncryption())
