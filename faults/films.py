"""A film that lies in the bucket, and how it is watched. Needs Django."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from uuid import uuid4

from attack.site import listed
from tests.factories.credit import make_accredited_course
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import make_asset, make_chapter
from tests.stores import BUCKET, client_of

from credence.accounts.models import User
from faults.site import Site

SIZE, PART = 6 * 1_048_576, 1_048_576
LASTS, STEP = 100_000, 500
"""Milliseconds of the film, and of it that are played between two beats."""

ADDRESS = re.compile(r'<source src="([^"#]+)')


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes of a film, and what the player says when it has played on."""

    address: str
    range: dict[str, str]
    beat: dict[str, str]


def make_film(site: Site, learner: User, number: int) -> str:
    """Return the address of a chapter with a film, for a learner who is enrolled; its bytes are in the bucket alone."""
    course = listed(make_accredited_course(site.people.name()))
    content = Random(number).randbytes(SIZE)  # noqa: S311 - to be repeated
    asset = make_asset(content)
    client_of(site.store).put_object(Bucket=BUCKET, Key=asset.file.name, Body=content)
    chapter = make_chapter(course.current_version, "video", file=asset)
    make_enrollment(learner, course)
    return f"/courses/{course.slug}/learn/{chapter.slug}/"


def film_of(page: str) -> Iterator[Part]:
    """Yield the parts of the film of a page, over and over, as a player that begins anew at its end."""
    found = ADDRESS.search(page)
    player = str(uuid4())
    for turn in itertools.count() if found else ():
        first, start = turn * PART % SIZE, turn * STEP % LASTS
        yield Part(
            found[1] if found else "",
            {"Range": f"bytes={first}-{first + PART - 1}"},
            {"player": player, "took": str(STEP), "start": str(start), "end": str(start + STEP)},
        )
