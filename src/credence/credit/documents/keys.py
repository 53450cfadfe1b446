"""The key with which a site signs its certificates: where it lies, how it opens, how one is made."""

import os
import tempfile
import threading
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.sign import signers

from credence.credit.documents.asn1_classes import ready_classes
from credence.kit.refusal import Refusal

KEY_LIFE = timedelta(days=3653)
_of_thread = threading.local()


class SigningKeyMissing(Refusal):
    """No key is configured, and nobody said that certificates are meant to be unsigned."""

    code = "signing-key-missing"


class SigningKeyUnreadable(Refusal):
    """The configured PKCS#12 file does not open: it is missing, damaged, or the pass phrase is wrong."""

    code = "signing-key-unreadable"


def demo_key() -> Path:
    """Return where the demo keeps the key that it makes for itself."""
    folder: Path = settings.VAR
    return folder / "demo" / "signing.p12"


def signer() -> signers.SimpleSigner | None:
    """Return who signs for this site; nobody where certificates are meant to be unsigned, or a demo has no key yet.

    It is this thread's own: it takes its certificate apart only when it is asked for a part, and a second thread would
    find it half taken apart.

    Raises:
        SigningKeyMissing, SigningKeyUnreadable: see there.
    """
    env = settings.ENV
    if env.unsigned:
        return None
    if env.signing_key:
        return _opened(env.signing_key, env.signing_passphrase)
    if not env.demo:
        raise SigningKeyMissing
    return _opened(demo_key(), env.signing_passphrase) if demo_key().exists() else None


def good_until(found: signers.SimpleSigner) -> datetime:
    """Return when the certificate of a signer ends."""
    end: datetime = found.signing_cert.not_valid_after  # type: ignore[union-attr]
    return end


def _opened(path: Path, passphrase: str) -> signers.SimpleSigner:
    opened: dict[tuple[Path, str], signers.SimpleSigner] = _of_thread.__dict__.setdefault("opened", {})
    if (path, passphrase) not in opened:
        opened[path, passphrase] = _open(path, passphrase)
    return opened[path, passphrase]


def _open(path: Path, passphrase: str) -> signers.SimpleSigner:
    ready_classes()
    found: signers.SimpleSigner | None = signers.SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]
        path, passphrase=passphrase.encode() or None
    )
    if found is None:
        raise SigningKeyUnreadable(path=path)
    return found


def write_key(file: Path, *, name: str, passphrase: str, now: datetime) -> None:
    """Make a key and write it, readable by its owner only: whole or not at all, and never over another.

    Raises:
        FileExistsError: there is such a file.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=".key-")
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(make_key(name=name, passphrase=passphrase, now=now))
        os.link(draft, file)
    finally:
        Path(draft).unlink()


def make_key(*, name: str, passphrase: str, now: datetime) -> bytes:
    """Return a new P-256 key with a certificate signed by itself, as PKCS#12, good for ten years from `now`.

    Readers show its signatures as whole but from an unknown signer; a certificate bought from an authority in the
    readers' trust lists takes its place without any change here.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + KEY_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .sign(key, hashes.SHA256())
    )
    protection: serialization.KeySerializationEncryption = (
        serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    )
    return pkcs12.serialize_key_and_certificates(b"credence", key, certificate, None, protection)


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
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
