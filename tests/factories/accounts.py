"""People."""

import datetime as dt
import hashlib
import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.hashers import make_password
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from credence.accounts.actions import Numbered, ProfileData
from credence.accounts.enums import Profession, Role
from credence.accounts.gateway.findable import keep_findable
from credence.accounts.gateway.sessions import SessionStore
from credence.accounts.models import HeldProfession, Identifier, Invitation, Profile, Registration, Session, User
from credence.accounts.rules.identifiers import compared
from credence.accounts.rules.invitations import digest_of, end_of
from credence.accounts.rules.passwords import initial_password_end
from credence.kit.clock import now

JOINED = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
PASSWORD = "correct horse battery staple"


def make_user(username: str = "alice", **values: Any) -> User:
    """Return a saved user with a usable password and no profile."""
    user = User(**{"username": username, "email": f"{username}@example.org", "date_joined": JOINED, **values})
    user.set_password(PASSWORD)
    user.save()
    keep_findable(user)
    return user


def make_learner(username: str = "alice", *professions: Profession, **values: Any) -> User:
    """Return a saved user with a complete profile: a physician unless told otherwise."""
    user = make_user(username)
    profile = {
        "given_name": username.capitalize(),
        "family_name": "Example",
        "city": "Boston",
        "region": "MA",
        "birth_month": 4,
        "birth_day": 15,
        "completed_at": JOINED,
        "updated_at": JOINED,
    }
    Profile.objects.create(user=user, **{**profile, **values})
    keep_findable(user)
    for profession in professions or (Profession.PHYSICIAN,):
        make_held(user, profession, since=values.get("completed_at", JOINED))
    return user


def make_held(user: User, profession: str, *, since: dt.datetime = JOINED, **values: Any) -> HeldProfession:
    """Return a profession of `user`, held since they joined unless told otherwise."""
    return HeldProfession.objects.create(user=user, profession=profession, held_from=since, **values)


def make_identifier(user: User, kind: str, value: str, *, region: str = "", since: dt.datetime = JOINED) -> Identifier:
    """Return a number in the profile of `user`, there since they joined unless told otherwise."""
    key = compared(region, value)
    return Identifier.objects.create(user=user, kind=kind, region=region, value=value, key=key, given_at=since)


def profile_with(learner: User, *identifiers: Numbered, **changes: str) -> ProfileData:
    """Return the profile that a learner has, with these numbers and no others, and with `changes`."""
    names = ("given_name", "family_name", "city", "country")
    fields = {name: getattr(learner.profile, name) for name in names} | changes
    held = learner.professions.filter(ended_at=None).values_list("profession", flat=True)
    return ProfileData(fields=fields, professions=list(held), identifiers=identifiers)


def make_session(user: User, agent: str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0") -> Session:
    """Return a session by which `user` is signed in."""
    store = SessionStore()
    store.update({"_auth_user_id": str(user.pk), "browser": agent})
    store.create()
    store.save()
    return Session.objects.get(session_key=store.session_key)


def make_invitation(email: str, role: Role = Role.SUPPORT, *, token: str, **values: Any) -> Invitation:
    """Return an invitation to the staff whose link holds `token`."""
    moment = now()
    fields = {"invited_by": "dana", "invited_at": moment, "ends_at": end_of(moment), "digest": digest_of(token)}
    return Invitation.objects.create(email=email, role=role, **{**fields, **values})


def make_registration(username: str = "frida", *, token: str) -> Registration:
    """Return a registration with a password of one's own whose address is not confirmed; its link holds `token`."""
    moment = now()
    return Registration.objects.create(
        username=username,
        email=f"{username}@example.org",
        password=make_password(PASSWORD),
        digest=digest_of(token),
        asked_at=moment,
        ends_at=initial_password_end(moment),
    )


def make_passkey(user: User, name: str = "Work laptop") -> Authenticator:
    """Return a passkey of `user` as a browser would have registered it; nobody holds its private key."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential_id = b"0123456789abcdef"
    data = AuthenticatorData.create(
        hashlib.sha256(b"testserver").digest(),
        AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT,
        0,
        AttestedCredentialData.create(Aaguid(bytes(16)), credential_id, key),
    )
    client_data = json.dumps({"type": "webauthn.create", "challenge": "AAAA", "origin": "https://testserver"})
    credential = {
        "id": websafe_encode(credential_id),
        "rawId": websafe_encode(credential_id),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client_data.encode()),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
    return WebAuthn.add(user, name, credential).instance
