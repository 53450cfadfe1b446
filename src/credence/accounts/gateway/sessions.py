"""Sessions that know whose they are: Django's own, in a table of ours (`SESSION_ENGINE`)."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import CharField, DateTimeField
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from credence.accounts.models import Session, User
from credence.kit.clock import now
from credence.kit.statements import Asked, Statement
from credence.kit.text import normal

USER, BROWSER, BEGAN, IDLE = "_auth_user_id", "browser", "began_at", "ended_idle"
SEEN_EVERY = dt.timedelta(minutes=5)
"""When a session was last seen is written at most so often, so that pages cost what they cost."""

OPEN_SESSION = Statement(
    lambda: Session.objects.filter(
        session_key=Asked("key", CharField()), expire_date__gt=Asked("now", DateTimeField())
    ).select_related("user__profile")
)


class SessionStore(DatabaseStore):
    """Keeps with each session whose it is, in which browser it began, and when it was last seen."""

    owner: User | None = None
    """Whose the session was when it was read: the account comes with it, in one query."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row of a session that is being saved."""
        plain, moment = super().create_model_instance(data), now()
        return Session(
            session_key=plain.session_key,
            session_data=plain.session_data,
            expire_date=plain.expire_date,
            user_id=int(data[USER]) if USER in data else None,
            browser=data.get(BROWSER, ""),
            began_at=dt.datetime.fromisoformat(data[BEGAN]) if BEGAN in data else moment,
            last_seen_at=moment,
        )

    def load(self) -> dict[str, Any]:
        """Read the session, and note that it was seen. One of the staff that lay idle is over."""
        moment = now()
        row = OPEN_SESSION.first(key=self.session_key, now=moment)
        if row is None:
            self._session_key = None
            return {}
        if is_idle(row, moment):
            return self._end(row)
        if moment - row.last_seen_at > SEEN_EVERY:
            Session.objects.filter(session_key=row.session_key).update(last_seen_at=moment)
        self.owner = row.user
        data: dict[str, Any] = self.decode(row.session_data)
        return data

    def _end(self, row: Session) -> dict[str, Any]:
        """Sign nobody in by this session any more, and keep why, for the page that asks to sign in again."""
        left = {IDLE: True}
        Session.objects.filter(pk=row.pk).update(user=None, session_data=self.encode(left))
        return left


class SignedIn(AuthenticationMiddleware):
    """Says who is signed in, by the account that came with the session."""

    def process_request(self, request: HttpRequest) -> None:
        """Look for nobody before somebody asks."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user_of(request))  # type: ignore[assignment]


def _user_of(request: HttpRequest) -> User | AnonymousUser:
    """Return who is signed in; whatever is not plain, such as a password replaced since, Django decides."""
    data = request.session
    owner: User | None = getattr(data, "owner", None) if data.get(auth.SESSION_KEY) else None
    is_plain = (
        owner is not None
        and owner.is_active
        and str(owner.pk) == data[auth.SESSION_KEY]
        and data.get(auth.BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(data.get(auth.HASH_SESSION_KEY, ""), owner.get_session_auth_hash())
    )
    return owner if owner and is_plain else auth.get_user(request)


def is_idle(session: Session, moment: dt.datetime) -> bool:
    """Return whether a session of somebody of the staff has not been used for longer than the setting allows.

    A room with an open browser is no proof of who sits there (OWASP ASVS 5.0, 7.3.1).
    """
    longest = dt.timedelta(minutes=settings.ENV.staff_idle_minutes)
    return session.user is not None and session.user.is_staff and moment - session.last_seen_at > longest


def note_sign_in(request: HttpRequest, moment: dt.datetime) -> None:
    """Keep with the session in which browser and when it began."""
    request.session.pop(IDLE, None)
    request.session[BROWSER] = normal(request.headers.get("User-Agent", ""))[:300]
    request.session[BEGAN] = moment.isoformat()


def end_other_sessions(user: User, *, kept: str | None) -> int:
    """End every session of `user` but the one whose key is `kept`, and return how many."""
    ended, _ = Session.objects.filter(user=user).exclude(session_key=kept or "").delete()
    return ended
