"""Signs certificates (PAdES B-B), so that any PDF reader shows that nothing changed since the award."""

from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from credence.kit.refusal import Refusal

FIELD = "Credence"
KEY_LIFE = timedelta(days=3653)


class SigningKeyUnreadable(Refusal):
    """The configured PKCS#12 file does not open: it is missing, damaged, or the pass phrase is wrong."""

    code = "signing-key-unreadable"


def sign_if_configured(pdf: bytes) -> bytes:
    """Return `pdf` signed with the site's key, or as it is where no key is configured.

    Raises:
        SigningKeyUnreadable: a key is configured and cannot be opened.
    """
    path: Path | None = settings.ENV.signing_key
    return sign(pdf, _signer(path, settings.ENV.signing_passphrase)) if path else pdf


def sign(pdf: bytes, signer: signers.SimpleSigner) -> bytes:
    """Return `pdf` with an invisible PAdES B-B signature appended.

    The field lies outside the page, printed and not hidden: so it needs no tag under PDF/UA-1 and no
    appearance under PDF/A-3.
    """
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=fields.SigSeedSubFilter.PADES, name=signer.subject_name, md_algorithm="sha256"
    )
    field = fields.SigFieldSpec(
        FIELD,
        invis_sig_settings=fields.InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True),
    )
    signed: bytes = signers.PdfSigner(metadata, signer=signer, new_field_spec=field).sign_pdf(writer).getvalue()
    return signed


@cache
def _signer(path: Path, passphrase: str) -> signers.SimpleSigner:
    signer: signers.SimpleSigner | None = signers.SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]
        path, passphrase=passphrase.encode() or None
    )
    if signer is None:
        raise SigningKeyUnreadable(path=path)
    return signer


def make_key(*, name: str, passphrase: str, now: datetime) -> bytes:
    """Return a new P-256 key with a certificate signed by itself, as PKCS#12, good for ten years from `now`.

    Readers show its signatures as whole but from an unknown signer; a certificate bought from an authority in the
    readers' trust lists takes its place without any change here.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + KEY_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    protection: serialization.KeySerializationEncryption = (
        serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    )
    return pkcs12.serialize_key_and_certificates(b"credence", key, certificate, None, protection)
