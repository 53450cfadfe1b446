"""What a check finds without fault can be published, on the database that the tests run on.

What it finds faulty cannot, for publishing asks the same check first: `test_manuscripts` shows that.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from credence.media.models import Asset
from credence.publishing.manuscript.actions import publish, publish_provider
from credence.publishing.manuscript.carrying import from_json
from credence.publishing.manuscript.checking import check, check_provider
from credence.publishing.manuscript.document import Manuscript, ProviderManuscript, provider_manuscript_of
from credence.publishing.manuscript.flaws import Flaw
from credence.publishing.manuscript.known import Known
from credence.publishing.manuscript.queries import known_here
from tests.publishing.manuscripts import TODAY
from tests.publishing.whole_manuscript import (
    APPROVERS,
    ODD_VALUES,
    WHOLE_FORM,
    WHOLE_PROVIDER,
    Place,
    leaves,
    spoiled,
    whole_manuscript,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 15, 15, tzinfo=dt.UTC)
PROVIDER = {"provider": WHOLE_PROVIDER, "forms": {"cme": WHOLE_FORM}, "approvers": APPROVERS}


def course_of(document: Any) -> Manuscript:
    """Return the manuscript of a course whose files are kept."""
    manuscript = from_json(document)
    files = replace(manuscript.files, shelved={path: f"test/{path[-100:]}" for path in manuscript.files.found})
    return replace(manuscript, files=files)


def provider_of(document: Any) -> ProviderManuscript:
    """Return the manuscript of a provider."""
    return provider_manuscript_of(document["provider"], document["forms"], document["approvers"])


def failures(
    document: Any, look: Callable[[Any], tuple[Flaw, ...]], bring: Callable[[Any], object]
) -> Iterator[tuple[Any, tuple[Place, ...], str]]:
    """Yield each odd value, with the places where it is found without fault and cannot be published together."""
    for value in ODD_VALUES:
        waiting = [place for place in leaves(document) if _is_sound(spoiled(document, place, value), look)]
        while waiting:
            together, tried, waiting = _as_many_as_fit(document, value, waiting, look)
            if failed := _failure(together, bring):
                yield str(value)[:40], tried, failed


def _as_many_as_fit(
    document: Any, value: Any, places: list[Place], look: Callable[[Any], tuple[Flaw, ...]]
) -> tuple[Any, tuple[Place, ...], list[Place]]:
    """Return a document with a value at many places that is sound, these places, and those left for another."""
    found, tried, left = document, (), []
    for place in places:
        more = spoiled(found, place, value)
        if _is_sound(more, look):
            found, tried = more, (*tried, place)
        else:
            left.append(place)
    return found, tried, left


def _is_sound(document: Any, look: Callable[[Any], tuple[Flaw, ...]]) -> bool:
    return not any(flaw.blocks for flaw in look(document))


def _failure(document: Any, bring: Callable[[Any], object]) -> str:
    try:
        with transaction.atomic():
            bring(document)
            transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        return repr(error)[:300]
    return ""


def look_with(known: Known) -> Callable[[Any], tuple[Flaw, ...]]:
    """Return what finds the flaws of a course."""
    return lambda document: check(course_of(document), known, TODAY)


def bring_course(document: Any) -> object:
    """Publish a course."""
    return publish(course_of(document), by="dana", now=NOW)


@pytest.fixture
def known() -> Known:
    """Return what is known when the provider is here."""
    publish_provider(provider_of(PROVIDER), by="dana", now=NOW)
    return known_here()


def test_the_whole_course_is_sound_and_says_all(known: Known) -> None:
    assert [flaw for flaw in look_with(known)(whole_manuscript()) if flaw.blocks] == []
    assert bring_course(whole_manuscript()).result == "new"
    assert Asset.objects.count() == 7


@pytest.mark.parametrize("part", ["course", "posttest", "texts", "files"])
def test_a_course_that_is_found_without_fault_can_be_published(known: Known, part: str) -> None:
    whole = whole_manuscript()

    def of_part(act: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda document: act({**whole, part: document})

    assert list(failures(whole[part], of_part(look_with(known)), of_part(bring_course))) == []


@pytest.mark.parametrize("part", ["provider", "forms", "approvers"])
def test_a_provider_that_is_found_without_fault_can_be_published(part: str) -> None:
    def look(document: Any) -> tuple[Flaw, ...]:
        return check_provider(provider_of({**PROVIDER, part: document}))

    def bring(document: Any) -> object:
        return publish_provider(provider_of({**PROVIDER, part: document}), by="dana", now=NOW)

    assert list(failures(PROVIDER[part], look, bring)) == []
