"""Stamps as an authority makes them, and as none should."""

import datetime as dt
from collections.abc import Callable

from asn1crypto import keys, tsp, x509
from cryptography import x509 as builders
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

NAME = "Credence test authority, not for real stamps"
YEAR = dt.timedelta(days=365)


def authority(*, for_stamps: bool = True, now: dt.datetime) -> DummyTimeStamper:
    """Return an authority with a new key; `for_stamps` is whether its certificate is for time stamps."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = builders.Name([builders.NameAttribute(NameOID.COMMON_NAME, NAME)])
    usage = ExtendedKeyUsageOID.TIME_STAMPING if for_stamps else ExtendedKeyUsageOID.SERVER_AUTH
    builder = builders.CertificateBuilder(name, name, key.public_key(), builders.random_serial_number())
    builder = builder.not_valid_before(now - YEAR).not_valid_after(now + YEAR)
    builder = builder.add_extension(builders.ExtendedKeyUsage([usage]), critical=True)
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret = keys.PrivateKeyInfo.load(key.private_bytes(serialization.Encoding.DER, *private))
    return DummyTimeStamper(x509.Certificate.load(certificate), secret)


def stamped(by: DummyTimeStamper, request: tsp.TimeStampReq) -> tsp.TimeStampResp:
    """Return the stamp that was asked for."""
    return by.request_tsa_response(request)


def of_something_else(by: DummyTimeStamper, request: tsp.TimeStampReq) -> tsp.TimeStampResp:
    """Return a stamp of another digest."""
    other = tsp.TimeStampReq.load(request.dump())
    other["message_imprint"]["hashed_message"] = b"\0" * 32
    return by.request_tsa_response(other)


def of_another_request(by: DummyTimeStamper, request: tsp.TimeStampReq) -> tsp.TimeStampResp:
    """Return a stamp that somebody recorded: its nonce is another."""
    other = tsp.TimeStampReq.load(request.dump())
    other["nonce"] = request["nonce"].native + 1
    return by.request_tsa_response(other)


def forged(by: DummyTimeStamper, request: tsp.TimeStampReq) -> tsp.TimeStampResp:
    """Return a stamp whose signature is not of it."""
    response = by.request_tsa_response(request)
    [signer] = response["time_stamp_token"]["content"]["signer_infos"]
    signer["signature"] = bytes(reversed(signer["signature"].native))
    return response


def refused(_by: DummyTimeStamper, _request: tsp.TimeStampReq) -> tsp.TimeStampResp:
    """Return a refusal."""
    status = tsp.PKIStatusInfo({"status": tsp.PKIStatus("rejection")})
    return tsp.TimeStampResp({"status": status})


WAYS: dict[str, Callable[[DummyTimeStamper, tsp.TimeStampReq], tsp.TimeStampResp]] = {
    "/": stamped,
    "/wrong-usage": stamped,
    "/slow": stamped,
    "/drops": stamped,
    "/of-something-else": of_something_else,
    "/of-another-request": of_another_request,
    "/forged": forged,
    "/refused": refused,
}
"""What an address answers with: the path chooses."""
