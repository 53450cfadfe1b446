"""Signs certificates (PAdES), so that any PDF reader shows that nothing changed since the award."""

from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import TimeStamper

FIELD = "Credence"
ROOM = 32_768
"""Digits, two a byte, kept free for signature, stamp and their certificates: no stamp is asked for in advance."""
ROOM_BESIDE_CERTIFICATES = 3_072
"""Bytes kept free without a stamp, beside the certificates of the key: the longest signature takes 512, what is signed
about it some hundreds, and the name of the issuer is told once more."""


class _Appended(IncrementalPdfFileWriter):
    """Appends to a document and leaves what it says of itself as it was drawn.

    PDF/A asks the dictionary of information and the XMP packet to agree, and extensions of XMP to be described in it;
    the packet that pyHanko writes anew does neither.
    """

    def _update_meta(self) -> None:
        """Write no new date of change: a signature says by itself when it was made."""


def sign(pdf: bytes, signer: signers.SimpleSigner, stamper: TimeStamper | None = None) -> bytes:
    """Return `pdf` with an invisible PAdES signature appended: still PDF/A-3a and PDF/UA-1 if it was.

    It is of level B-B, with a stamper of level B-T. The field lies outside the page, printed and not hidden: so it
    needs no tag under PDF/UA-1 and no appearance under PDF/A-3. What is appended begins on a line of its own, as PDF/A
    asks of every object.
    """
    writer = _Appended(BytesIO(pdf if pdf.endswith(b"\n") else pdf + b"\n"))
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=fields.SigSeedSubFilter.PADES, name=signer.subject_name, md_algorithm="sha256"
    )
    field = fields.SigFieldSpec(
        FIELD,
        invis_sig_settings=fields.InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True),
    )
    writing = signers.PdfSigner(metadata, signer=signer, timestamper=stamper, new_field_spec=field)
    signed: bytes = writing.sign_pdf(writer, bytes_reserved=ROOM if stamper else _room(signer)).getvalue()
    return signed


def _room(signer: signers.SimpleSigner) -> int:
    """Return the digits to keep free without a stamp; to be told by pyHanko would cost a second signature."""
    certificates = {each.dump() for each in (signer.signing_cert, *signer.cert_registry)}
    return 2 * (sum(map(len, certificates)) + ROOM_BESIDE_CERTIFICATES)
