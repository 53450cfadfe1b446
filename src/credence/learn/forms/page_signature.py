"""A signature on a page with long answers: it is known again even after the session that opened it is gone."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID, uuid4

from django.core import signing

from credence.accounts.models import User

SALT = "credence.page"


@dataclass(frozen=True, kw_only=True, slots=True)
class PageSignature:
    """Says that we opened a page, to whom, what it is about, and the key by which sending it is counted once.

    It is signed and bound to the learner, so that nobody can make another's browser send one. It takes the place of
    the CSRF token, which signing in replaces: a page that outlived its session can still be sent.
    """

    learner: str
    about: tuple[str | int, ...]
    key: UUID

    @classmethod
    def on(cls, learner: User, *about: str | int) -> Self:
        """Return a new signature for a page that is being opened."""
        return cls(learner=learner.public_id, about=about, key=uuid4())

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the signature that was written as `text`, or None if we did not write it."""
        try:
            learner, about, key = signing.loads(text, salt=SALT)
        except signing.BadSignature:
            return None
        return cls(learner=learner, about=tuple(about), key=UUID(key))

    def __str__(self) -> str:
        return signing.dumps([self.learner, list(self.about), self.key.hex], salt=SALT, compress=True)

    def is_for(self, learner: User, *about: str | int) -> bool:
        """Return whether the page was opened by `learner` and begins with the same `about`."""
        return self.learner == learner.public_id and self.about[: len(about)] == about
