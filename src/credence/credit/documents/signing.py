"""Signs certificates (PAdES B-B), so that any PDF reader shows that nothing changed since the award."""

from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

FIELD = "Credence"


class SigningKeyUnreadable(Exception):
    """The configured PKCS#12 file does not open: it is missing, damaged, or the pass phrase is wrong."""

    code = "signing-key-unreadable"

    def __init__(self, path: Path) -> None:
        super().__init__(self.code, str(path))
        self.path = path


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
    signer = signers.SimpleSigner.load_pkcs12(path, passphrase=passphrase.encode() or None)
    if signer is None:
        raise SigningKeyUnreadable(path)
    return signer
