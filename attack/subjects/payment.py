"""Prices, coupons and orders."""

import re
from collections.abc import Callable

from tests.factories.commerce import make_coupon, make_order, make_paid_course

from attack.registry import attack, held, honest
from attack.site import TEN_MINUTES, Person, Site, all_at_once, listed, within_one
from attack.visitor import Answer, form_with
from credence.catalog.models import Course
from credence.commerce.models import Coupon, CouponRedemption, Order
from credence.enrollment.models import Enrollment


def for_sale(site: Site) -> Course:
    """Return a course of 149.00 that everybody finds."""
    return listed(make_paid_course(site.name()))


def coupon(site: Site, kind: str = "full", value: str = "0", **values: object) -> str:
    """Return the code of a new coupon, which pays all unless told otherwise."""
    code = f"GIFT{site.chance.randrange(10**9):09d}"
    return make_coupon(code, kind, value, **values).code


def checkout(course: Course) -> str:
    """Return the address of a course's checkout."""
    return f"/courses/{course.slug}/checkout/"


def apply(person: Person, course: Course, code: str) -> Answer:
    """Type a coupon at the checkout, and press its button."""
    return person.at.fill(checkout(course), "shown", {"coupon": code, "apply": "1"})


def take(person: Person, course: Course, page: Answer, **changes: str) -> Answer:
    """Press the button for a course that is paid in full, on a page of the checkout."""
    return person.at.post(checkout(course), {**form_with(page, "shown"), "enroll": "1", **changes})


def is_enrolled(person: Person, course: Course) -> bool:
    """Whether the course is open to a person."""
    return Enrollment.objects.filter(learner=person.user, course=course).exists()


def buys_with(person: Person, course: Course, code: str) -> bool:
    """Take a course by a coupon, as a learner does; return whether it is open."""
    page = apply(person, course, code)
    if page.status == 302:
        page = person.at.get(page.where)
    take(person, course, page)
    return is_enrolled(person, course)


@attack
def enrolled_without_paying(site: Site) -> None:
    """The form of a free course is sent to a course with a price, with every word that could open it."""
    course, person = for_sale(site), site.learner()
    path = f"/courses/{course.slug}/enroll/"
    person.at.post(path, {"price": "0", "paid": "1", "total": "0.00", "coupon": "FREE"})
    held(not is_enrolled(person, course), "it is open")
    held(person.at.get(f"/courses/{course.slug}/learn/").status == 404, "its pages are shown")
    free = site.course()
    person.at.post(f"/courses/{free.slug}/enroll/", {})
    honest(is_enrolled(person, free), "a free course opens by its form")


@attack
def price_written_by_hand(site: Site) -> None:
    """The total is written into the form of the checkout, and the button of a free order is pressed."""
    course, person = for_sale(site), site.learner()
    for changes in (
        {"shown_total": "0.00"},
        {"total": "0", "list_price": "0", "discount": "149.00"},
        {"shown": "0" * 64},
    ):
        answer = take(person, course, person.at.get(checkout(course)), **changes)
        held(not is_enrolled(person, course), f"{changes} opened it")
        held(answer.status < 500, f"{changes} was answered {answer.status}")
    honest(buys_with(person, course, coupon(site)), "a coupon that pays all opens it")


@attack
def more_uses_than_a_coupon_has(site: Site) -> None:
    """Twelve learners use a coupon of three uses at the same moment."""
    course, code = for_sale(site), coupon(site, max_uses=3)
    people = [site.learner() for _ in range(12)]
    all_at_once([_buying(person, course, code) for person in people])
    opened = sum(is_enrolled(person, course) for person in people)
    used = CouponRedemption.objects.filter(coupon__code=code, state="used").count()
    held(opened <= 3 and used <= 3, f"{opened} learners are enrolled, {used} uses are counted")
    honest(opened == 3, f"three learners get the course, not {opened}")


def _buying(person: Person, course: Course, code: str) -> Callable[[], Answer]:
    def act() -> Answer:
        page = apply(person, course, code)
        return take(person, course, page if page.status != 302 else person.at.get(page.where))

    return act


@attack
def coupon_used_twice(site: Site) -> None:
    """A learner uses a coupon for one course, and then for a second one."""
    first, second, code, person = for_sale(site), for_sale(site), coupon(site), site.learner()
    honest(buys_with(person, first, code), "it opens the first")
    held(not buys_with(person, second, code), "it opens the second")
    honest(buys_with(site.learner(), second, code), "another learner's use of it opens that one")


@attack
def coupon_of_another_course(site: Site) -> None:
    """A coupon of one course is typed at the checkout of another."""
    right, wrong, person = for_sale(site), for_sale(site), site.learner()
    code = coupon(site)
    Coupon.objects.get(code=code).courses.add(right)
    held(not buys_with(person, wrong, code), "it opens the other")
    honest(buys_with(person, right, code), "it opens its own")


@attack
def coupon_that_is_over(site: Site) -> None:
    """A coupon is used that was taken out of use, also when it was applied before."""
    course, person, code = for_sale(site), site.learner(), coupon(site)
    honest(buys_with(site.learner(), course, code), "it pays while it is in use")
    Coupon.objects.filter(code=code).update(is_active=False)
    held(not buys_with(person, course, code), "it opens the course")


@attack
def coupons_guessed(site: Site) -> None:
    """Codes of coupons are guessed at the checkout."""
    within_one(TEN_MINUTES)
    course, person = for_sale(site), site.learner()
    honest(apply(person, course, "GIFT-WRONG-0").status < 429, "a first guess is answered")
    answers = [apply(person, course, f"GIFT-WRONG-{number}") for number in range(1, 13)]
    held(answers[-1].status == 429, "a thirteenth guess was answered like the first")
    held(int(answers[-1].headers.get("Retry-After", "0")) > 0, "it does not say until when")


@attack
def coupons_of_the_shop(site: Site) -> None:
    """A learner lists, reads, makes and ends coupons."""
    code, person = coupon(site), site.learner()
    for path in ("", "new/", "many/", "batches/", "list.csv", f"{code}/", f"{code}/end/"):
        for answer in (person.at.get(f"/backoffice/coupons/{path}"), person.at.post(f"/backoffice/coupons/{path}")):
            held(answer.status == 404, f"{path} was answered {answer.status}")
    held(Coupon.objects.get(code=code).is_active, "it was ended")
    honest(buys_with(person, for_sale(site), code), "it can be used")


@attack
def orders_of_another(site: Site) -> None:
    """A learner opens the order, its state and its receipt of another learner."""
    course, owner = for_sale(site), site.learner()
    honest(buys_with(owner, course, coupon(site)), "an order is made")
    number = Order.objects.get(learner=owner.user).number
    honest(owner.at.get(f"/orders/{number}/").status == 200, "its owner opens it")
    thief = site.learner()
    for path in (f"/orders/{number}/", f"/orders/{number}/state/", f"/orders/{number}/receipt.pdf"):
        held(thief.at.get(path).status == 404, f"{path} was opened")
        held(site.visitor().get(path).is_sign_in, f"{path}: a guest was not asked to sign in")
    held(number not in thief.at.get("/orders/").text, "the list of the other shows it")


@attack
def pay_a_card_where_there_is_none(site: Site) -> None:
    """Words of the gateway are sent to a site that takes no cards."""
    course, person = for_sale(site), site.learner()
    order = make_order(person.user, course)
    forged = {"card_token": "x", "card_key": "y", "transaction_id": "1", "status": "captured", "order": order.number}
    answer = person.at.fill(checkout(course), "shown", forged)
    held(answer.status < 500 and not is_enrolled(person, course), f"it was answered {answer.status}")
    order.refresh_from_db()
    held(order.state != "paid", "the order is paid")


@attack
def card_number_typed_into_a_field(site: Site) -> None:
    """A card number that somebody types into a field of ours is stored or logged."""
    course, person, card = for_sale(site), site.learner(), "4012000098765439"
    person.at.fill(checkout(course), "shown", {"coupon": card, "bill_name": card, "apply": "1"})
    honest(Order.objects.filter(learner=person.user).exists(), "there is an order")
    found = [str(row) for row in Order.objects.filter(learner=person.user).values()]
    held(not any(card in row for row in found), "it is in the database")
    held(card not in re.sub(r"\s", "", site.server.said), "it is in the log")
