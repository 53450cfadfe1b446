"""All addresses of the site, and what of the small world stands in them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core import signing
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from credence.learn.access.media_links import media_url
from credence.media.models import Asset
from tests.house.world import World


class Address(NamedTuple):
    """One address, by its name, with the names of what it takes."""

    name: str
    takes: tuple[str, ...]


def addresses() -> list[Address]:
    """Return every address of the site once."""
    return sorted(set(_walk(get_resolver(), "", ())))


def _walk(resolver: URLResolver, space: str, taken: tuple[str, ...]) -> Iterator[Address]:
    for each in resolver.url_patterns:
        takes = (*taken, *each.pattern.regex.groupindex)
        if isinstance(each, URLResolver):
            yield from _walk(each, f"{each.namespace}:" if each.namespace else space, takes)
        elif isinstance(each, URLPattern) and each.name:
            yield Address(space + each.name, tuple(sorted(takes)))


def _of_the_back_office(name: str, world: World) -> dict[str, Any]:
    """Return what stands in the addresses of the back office, and in a group's."""
    found: dict[str, Any] = {
        "code": world.coupon.code,
        "name": "month",
        "kind": "csv",
        "pk": _key(name, world),
        "number": world.order.number,
        "public_id": _public_id(name, world),
        "key": world.group.link_key if "group" in name else world.refund.request_key,
    }
    if "staff" in name:
        found["public_id"] = world.invitation.public_id if "withdraw" in name else world.staff.public_id
    return found


def _key(name: str, world: World) -> int:
    things = {"letter": world.letter, "stray": world.stray}
    return next((thing.pk for word, thing in things.items() if word in name), world.difference.pk)


def path_of(address: Address, world: World) -> str:
    """Return the address in `world`, as the course's learner has it."""
    if address.name == "learn:media":
        video = world.enrollment.version.chapters.get(kind="video").file
        assert video
        return media_url(video, world.enrollment)
    values: dict[str, Any] = {
        "slug": world.course.slug,
        "provider": "riverside",
        "chapter": "chapter-1",
        "document": "learners",
        "form_id": world.course.current_version.evaluations.get().form_id if world.course.current_version else 0,
        "public_id": world.certificate.public_id,
        "pk": world.passkey.pk,
        "number": 1,
        "token": world.invitation_token,
        "key": signing.dumps("nothing"),
        "uidb36": "1",
    }
    if address.name in {"learn:checkout", "learn:card-key"}:
        values["slug"] = world.course_for_sale.slug
    if address.name.startswith("learn:order") or address.name == "learn:receipt":
        values["number"] = world.order.number
    if address.name.startswith("backoffice:") or address.name == "learn:group":
        values |= _of_the_back_office(address.name, world)
    if address.name == "learn:public-media":
        values["public_id"] = Asset.objects.get(content_type="image/jpeg", size=5).public_id
    return reverse(address.name, kwargs={name: values[name] for name in address.takes})


def _public_id(name: str, world: World) -> str:
    """Return the public id of what a page is about."""
    if "number" in name:
        return world.number_case.public_id
    if "made" in name:
        return world.report_request.public_id
    if "hasty" in name:
        return world.certificate.award.public_id
    return world.group.public_id if "group" in name else world.batch.public_id
