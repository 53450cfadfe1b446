"""What a check finds without fault is published, and what it finds faulty is not, on the database that the tests run on."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from credence.media.models import Asset
from credence.publishing.manuscript.actions import Flawed, publish, publish_provider
from credence.publishing.manuscript.carrying import from_json
from credence.publishing.manuscript.checking import check, check_provider
from credence.publishing.manuscript.document import Manuscript, ProviderManuscript, provider_manuscript_of
from credence.publishing.manuscript.flaws import Flaw
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


def disagreements(
    document: Any, look: Callable[[Any], tuple[Flaw, ...]], bring: Callable[[Any], object]
) -> Iterator[tuple[Place, Any, str]]:
    """Yield each odd value that is found without fault and cannot be published, or the other way round."""
    for place in leaves(document):
        for value in ODD_VALUES:
            changed = spoiled(document, place, value)
            is_sound = not any(flaw.blocks for flaw in look(changed))
            if (became := _brought(changed, bring)) != ("published" if is_sound else "refused"):
                yield place, str(value)[:40], became


def _brought(document: Any, bring: Callable[[Any], object]) -> str:
    try:
        with transaction.atomic():
            bring(document)
            transaction.set_rollback(True)
    except Flawed:
        return "refused"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        return repr(error)[:200]
    return "published"


def look_at_course(document: Any) -> tuple[Flaw, ...]:
    """Return the flaws of a course."""
    return check(course_of(document), known_here(), TODAY)


def bring_course(document: Any) -> object:
    """Publish a course."""
    return publish(course_of(document), by="dana", now=NOW)


@pytest.fixture
def provider() -> None:
    """Have the provider here."""
    publish_provider(provider_of(PROVIDER), by="dana", now=NOW)


@pytest.mark.usefixtures("provider")
def test_the_whole_course_is_sound_and_says_all() -> None:
    assert [flaw for flaw in look_at_course(whole_manuscript()) if flaw.blocks] == []
    assert bring_course(whole_manuscript()).result == "new"
    assert Asset.objects.count() == 7


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize("part", ["course", "posttest", "texts", "files"])
def test_a_course_that_is_found_without_fault_is_published_and_no_other(part: str) -> None:
    whole = whole_manuscript()

    def of_part(act: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda document: act({**whole, part: document})

    assert list(disagreements(whole[part], of_part(look_at_course), of_part(bring_course))) == []


@pytest.mark.parametrize("part", ["provider", "forms", "approvers"])
def test_a_provider_that_is_found_without_fault_is_published_and_no_other(part: str) -> None:
    def look(document: Any) -> tuple[Flaw, ...]:
        return check_provider(provider_of({**PROVIDER, part: document}))

    def bring(document: Any) -> object:
        return publish_provider(provider_of({**PROVIDER, part: document}), by="dana", now=NOW)

    assert list(disagreements(PROVIDER[part], look, bring)) == []
