"""Links to protected files: short-lived, for one learner, for one file of a course that learner is enrolled in."""

import datetime as dt
from dataclasses import dataclass
from typing import Self

from django.core import signing
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.text import slugify

from credence.assessment.models import Question
from credence.catalog.models import Chapter
from credence.enrollment.models import Enrollment
from credence.kit.clock import now as present
from credence.kit.statements import Asked, Statement
from credence.media.models import Asset
from credence.media.rules.limits import SUFFIXES

SALT = "credence.media"
HOUR = dt.timedelta(hours=1)
LIFE = 12 * HOUR
"""As long as a session, so that a page left open can still play."""

Token = tuple[str, str, str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class MediaLink:
    """The right of one learner to one file, under the name by which it is downloaded.

    It is signed together with the name, so that no part of the address can be exchanged. It names the enrollment
    that gave the right, for whoever reads the log.
    """

    asset: str
    learner: str
    enrollment: str
    name: str
    expires: int

    @classmethod
    def to(cls, asset: Asset, enrollment: Enrollment, name: str, *, now: dt.datetime) -> Self:
        """Return a link that works for 12 to 13 hours; within an hour it stays the same, so that browsers can cache."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        return cls(
            asset=asset.public_id,
            learner=enrollment.learner.public_id,
            enrollment=enrollment.public_id,
            name=f"{slugify(name) or 'file'}{SUFFIXES[asset.content_type]}",
            expires=int((hour + HOUR + LIFE).timestamp()),
        )

    @classmethod
    def read(cls, token: str, name: str) -> Self | None:
        """Return the link that `token` was made of for a file called `name`, None if we did not make it."""
        try:
            asset, learner, enrollment, expires = _signer(name).unsign_object(token)
        except (signing.BadSignature, ValueError):
            return None
        return cls(asset=asset, learner=learner, enrollment=enrollment, name=name, expires=expires)

    @property
    def token(self) -> str:
        """The signed part of the address."""
        fields: Token = (self.asset, self.learner, self.enrollment, self.expires)
        return _signer(self.name).sign_object(fields)

    def is_good_for(self, learner: str, now: dt.datetime) -> bool:
        """Return whether the link is that of the learner with public id `learner` and has not expired at `now`."""
        return self.learner == learner and now.timestamp() < self.expires


def _open_file() -> QuerySet[Asset]:
    mine = Enrollment.objects.filter(public_id=Asked("enrollment", CharField()), closed_at=None)
    version = Subquery(mine.values("line__version")[:1])
    named = Q(file=OuterRef("pk")) | Q(captions=OuterRef("pk")) | Q(poster=OuterRef("pk"))
    chapters = Chapter.objects.filter(named, version=version)
    pictures = Question.objects.filter(picture=OuterRef("pk"), posttest__version=version)
    return Asset.objects.filter(Exists(chapters) | Exists(pictures), public_id=Asked("asset", CharField()))


OPEN_FILE = Statement(_open_file)


def asset_under(link: MediaLink) -> Asset | None:
    """Return the file of a link in one query, unless the right to it has ended since.

    The right is the enrollment's, as long as it is open, and what the newest version of its line consists of: a file
    that was taken out is not there any more, under whatever address it was known (R18, R35).
    """
    return OPEN_FILE.first(asset=link.asset, enrollment=link.enrollment)


def media_url(asset: Asset, enrollment: Enrollment, name: str = "") -> str:
    """Return the address of a protected file for the learner of `enrollment`, downloaded under `name` without its
    ending, or the file's own name.

    The enrollment should come with its `learner`.
    """
    link = MediaLink.to(asset, enrollment, name or asset.name.rpartition(".")[0], now=present())
    return reverse("learn:media", args=[link.token, link.name])


def chapter_file_name(enrollment: Enrollment, chapter: Chapter) -> str:
    """Return the name, without ending, under which a chapter's files are downloaded."""
    return f"{enrollment.course.slug} {chapter.position} {chapter.title}"


def _signer(name: str) -> signing.Signer:
    return signing.Signer(salt=f"{SALT}:{name}")
