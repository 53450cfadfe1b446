"""Whether certificates are signed, and will be for a while."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution

from credence.credit.documents.keys import SigningKeyMissing, SigningKeyUnreadable, good_until, signer
from credence.kit.clock import now

MAKE = "Make a key with `credence make-signing-key` and name its file in CREDENCE_SIGNING_KEY"
NOTICE = dt.timedelta(days=60)


def signed_certificates(**_options: Any) -> list[CheckMessage]:
    """No certificate is drawn unsigned by oversight: there is a key that opens, or somebody said that none is meant."""
    if settings.ENV.unsigned:
        return [_unsigned()]
    try:
        found = signer()
    except SigningKeyMissing:
        return [_missing()]
    except SigningKeyUnreadable as refusal:
        return [_unreadable(refusal)]
    return [] if found is None else _age(good_until(found), now())


def _unsigned() -> CheckMessage:
    return Caution(
        "CREDENCE_UNSIGNED is true: no reader can see whether a certificate is whole.",
        hint=f"{MAKE}, and take CREDENCE_UNSIGNED out.",
        id="credence.W020",
    )


def _missing() -> CheckMessage:
    return Error(
        "CREDENCE_SIGNING_KEY is not set, and no certificate is drawn unsigned by oversight.",
        hint=f"{MAKE}; or, if certificates are meant to be unsigned, set CREDENCE_UNSIGNED=true.",
        id="credence.E020",
    )


def _unreadable(refusal: SigningKeyUnreadable) -> CheckMessage:
    return Error(
        f"The signing key {refusal.data['path']} does not open: it is missing, damaged, or its pass phrase is wrong.",
        hint="Bring the file back, or set CREDENCE_SIGNING_PASSPHRASE to its pass phrase.",
        id="credence.E021",
    )


def _age(end: dt.datetime, moment: dt.datetime) -> list[CheckMessage]:
    if end <= moment:
        sentence = f"The certificate of the signing key ended on {end:%Y-%m-%d}: readers no longer believe it."
        return [Error(sentence, hint=f"{MAKE}, or renew it with its authority.", id="credence.E022")]
    if end <= moment + NOTICE:
        sentence = f"The certificate of the signing key ends on {end:%Y-%m-%d}."
        return [Caution(sentence, hint="Have the next one ready before that day.", id="credence.W022")]
    return []
