"""Two of the staff change one thing from two pages: the page that has grown old changes nothing and asks again."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Model, QuerySet
from django.test import Client

from credence.accounts.actions import grant_role
from credence.accounts.enums import Role
from credence.accounts.models import HeldRole
from credence.audit.models import Event
from credence.commerce.actions.coupons import deactivate
from credence.commerce.actions.groups import renew_link
from credence.commerce.actions.reconciling import close_stray
from credence.commerce.actions.refunds import deny_refund
from credence.commerce.actions.settlement import settle_difference
from credence.commerce.models import Coupon, CouponBatch, Order, Refund, SettlementDifference, Stray
from credence.credit.actions.looking import look_at
from credence.credit.actions.numbering import note_numbers
from credence.credit.models import CaseParty, NumberCase
from credence.journey.actions.letters import send_now, stop
from credence.kit.clock import now
from credence.outbox.actions import queue
from credence.outbox.enums import LetterState
from credence.outbox.models import Letter
from credence.outbox.queries import letters_in
from tests.backoffice.conftest import signed_in, staff
from tests.backoffice.orders import by_card
from tests.factories.accounts import make_identifier, make_learner
from tests.house.world import World

pytestmark = pytest.mark.django_db
SEEN = re.compile(r'name="seen" value="(\w+)"')
OLD = "somebody else did something here"
TYPED = "Words that took a while"


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the staff: where it is, what is sent from it, what another does meanwhile, and what may change."""

    name: str
    address: Callable[[World], str]
    sent: dict[str, str]
    meanwhile: Callable[[World], object]
    rows: tuple[type[Model], ...]
    button: Callable[[World], str] | None = None


def third_account(world: World) -> None:
    third = make_learner("third")
    make_identifier(third, "arrt", "70123")
    note_numbers(learner=third, by="third", now=now())


def other_reason(world: World) -> None:
    Order.objects.filter(pk=world.reviewed.pk).update(review_reason="duplicate")  # type: ignore[attr-defined]


def refused_first() -> QuerySet[Letter]:
    return Letter.objects.filter(pk__in=letters_in(LetterState.REFUSED).values("pk")[:1])


PAGES = [
    Page(
        name="number",
        address=lambda world: f"/backoffice/numbers/{world.number_case.public_id}/",
        sent={"whose": "gina", "reason": TYPED},
        meanwhile=third_account,
        rows=(NumberCase, CaseParty),
    ),
    Page(
        name="give-role",
        address=lambda world: f"/backoffice/staff/{world.colleague.public_id}/",
        sent={"role": "finance", "reason": TYPED},
        meanwhile=lambda world: grant_role(user=world.colleague, role=Role.SUPPORT, by="mona", now=now()),
        rows=(HeldRole,),
    ),
    Page(
        name="take-role",
        address=lambda world: f"/backoffice/staff/{world.colleague.public_id}/",
        sent={"take": "1", "back-reason": TYPED},
        meanwhile=lambda world: grant_role(user=world.colleague, role=Role.SUPPORT, by="mona", now=now()),
        rows=(HeldRole,),
    ),
    Page(
        name="order",
        address=lambda world: f"/backoffice/orders/{world.reviewed.number}/open/",
        sent={"reason": TYPED},
        meanwhile=other_reason,
        rows=(Order,),
    ),
]
OVER = [
    Page(
        name="difference",
        address=lambda world: f"/backoffice/differences/{world.difference.pk}/",
        sent={"resolution": TYPED},
        meanwhile=lambda world: settle_difference(difference=world.difference, resolution="Done", by="mona", now=now()),
        rows=(SettlementDifference,),
    ),
    Page(
        name="stray",
        address=lambda world: f"/backoffice/strays/{world.stray.pk}/",
        sent={"reason": TYPED},
        meanwhile=lambda world: close_stray(stray=world.stray, reason="Done", by="mona", now=now()),
        rows=(Stray,),
    ),
    Page(
        name="letter",
        address=lambda world: f"/backoffice/letters/{world.letter.pk}/",
        sent={"reason": TYPED},
        meanwhile=lambda world: stop(letter=world.letter, reason="Done", by="mona", now=now()),
        rows=(Letter, Event),
    ),
    Page(
        name="hasty",
        address=lambda world: f"/backoffice/fast-completions/{world.certificate.award.public_id}/",
        sent={"reason": TYPED},
        meanwhile=lambda world: look_at(award=world.certificate.award, reason="Asked", by="mona", now=now()),
        rows=(Event,),
    ),
]
BUTTONS = [
    Page(
        name="refund",
        address=lambda world: f"/backoffice/refunds/{world.refund.request_key}/",
        sent={"what": "deny"},
        meanwhile=lambda world: deny_refund(refund=world.refund, by="mona", now=now()),
        rows=(Refund,),
    ),
    Page(
        name="coupon",
        address=lambda world: f"/backoffice/coupons/{world.coupon.code}/",
        button=lambda world: f"/backoffice/coupons/{world.coupon.code}/end/",
        sent={},
        meanwhile=lambda world: Coupon.objects.filter(pk=world.coupon.pk).update(version=2, max_uses=7),
        rows=(Coupon,),
    ),
    Page(
        name="batch",
        address=lambda world: f"/backoffice/coupons/batches/{world.batch.public_id}/",
        button=lambda world: f"/backoffice/coupons/batches/{world.batch.public_id}/end/",
        sent={},
        meanwhile=lambda world: deactivate(coupons=[world.coupon], by="mona", now=now()),
        rows=(Coupon,),
    ),
    Page(
        name="letter-now",
        address=lambda world: f"/backoffice/letters/{world.letter.pk}/",
        button=lambda world: f"/backoffice/letters/{world.letter.pk}/now/",
        sent={},
        meanwhile=lambda world: stop(letter=world.letter, reason="Done", by="mona", now=now()),
        rows=(Letter, Event),
    ),
    Page(
        name="letters-again",
        address=lambda _world: "/backoffice/letters/",
        button=lambda _world: "/backoffice/letters/again/",
        sent={},
        meanwhile=lambda _world: send_now(letters=refused_first(), by="mona", now=now()),
        rows=(Letter,),
    ),
    Page(
        name="group-link",
        address=lambda world: f"/backoffice/groups/{world.group.public_id}/",
        button=lambda world: f"/backoffice/groups/{world.group.public_id}/change/",
        sent={"what": "new-link"},
        meanwhile=lambda world: renew_link(batch=world.group, by="mona", now=now()),
        rows=(CouponBatch,),
    ),
    Page(
        name="group-codes",
        address=lambda world: f"/backoffice/groups/{world.group.public_id}/",
        button=lambda world: f"/backoffice/groups/{world.group.public_id}/change/",
        sent={"what": "end"},
        meanwhile=lambda world: renew_link(batch=world.group, by="mona", now=now()),
        rows=(Coupon,),
    ),
]


def rows(page: Page) -> list[Iterable[Any]]:
    return [list(model._default_manager.order_by("pk").values()) for model in page.rows]


@pytest.fixture
def browser(world: World) -> Client:
    """Return the browser of dana, who has every role; a colleague has one, and an order and letters wait."""
    world.colleague = staff("cleo", Role.COORDINATOR)  # type: ignore[attr-defined]
    world.reviewed = by_card(world.other, world.paid_course, review_reason="course-closed").order  # type: ignore[attr-defined]
    for key in ("one", "two"):
        queue(key=key, to="zoe@example.org", subject=key, text=key, now=now())
    Letter.objects.filter(key__in=["one", "two"]).update(refused_at=now(), given_up_at=now())
    return signed_in(world.staff)


def mark_of(page: str) -> str:
    return SEEN.findall(page)[-1]


def form_of(page: Page, world: World) -> dict[str, str]:
    """Return what is sent; a role that is taken back is named by its row."""
    held = world.colleague.roles.get(role="coordinator")  # type: ignore[attr-defined]
    return {**page.sent, "back-held": str(held.pk)} if page.name == "take-role" else page.sent


def send(browser: Client, page: Page, world: World, mark: str) -> tuple[int, str]:
    """Send the form of a page; return the status of the answer, and the page that is read in the end."""
    sent = {**form_of(page, world), "seen": mark}
    answer = browser.post((page.button or page.address)(world), sent, follow=True)
    return answer.redirect_chain[0][1] if answer.redirect_chain else answer.status_code, answer.content.decode()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_grown_old_changes_nothing_and_asks_again(browser: Client, world: World, page: Page) -> None:
    mark = mark_of(browser.get(page.address(world)).content.decode())
    page.meanwhile(world)
    before = rows(page)
    status, shown = send(browser, page, world, mark)
    assert (status, OLD in shown, TYPED in shown, rows(page) == before) == (409, True, True, True)
    status, shown = send(browser, page, world, mark_of(shown))
    assert (status, OLD in shown, rows(page) == before) == (302, False, False)


@pytest.mark.parametrize("page", OVER, ids=lambda page: page.name)
def test_what_is_over_meanwhile_stays_as_it_was_and_what_was_typed_is_shown(
    browser: Client, world: World, page: Page
) -> None:
    mark = mark_of(browser.get(page.address(world)).content.decode())
    page.meanwhile(world)
    before = rows(page)
    status, shown = send(browser, page, world, mark)
    assert (status, OLD in shown, TYPED in shown, rows(page) == before) == (409, True, True, True)


@pytest.mark.parametrize("page", BUTTONS, ids=lambda page: page.name)
def test_a_button_on_a_page_grown_old_does_nothing_until_it_is_pressed_again(
    browser: Client, world: World, page: Page
) -> None:
    mark = mark_of(browser.get(page.address(world)).content.decode())
    page.meanwhile(world)
    before = rows(page)
    status, shown = send(browser, page, world, mark)
    assert (status in {302, 409}, OLD in shown, rows(page) == before) == (True, True, True)
    if SEEN.search(shown) and page.name != "refund":
        status, shown = send(browser, page, world, mark_of(shown))
        assert (status, OLD in shown, rows(page) == before) == (302, False, False)


@pytest.mark.parametrize("page", [*PAGES, *OVER, *BUTTONS], ids=lambda page: page.name)
def test_a_page_that_is_true_still_is_taken_at_once(browser: Client, world: World, page: Page) -> None:
    mark, before = mark_of(browser.get(page.address(world)).content.decode()), rows(page)
    status, shown = send(browser, page, world, mark)
    assert (status, OLD in shown, rows(page) == before) == (302, False, False)
