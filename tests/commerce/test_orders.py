"""Orders at today's price, coupons in and out, and how an order ends."""

import datetime as dt
from decimal import Decimal

import pytest

from credence.catalog.models import CourseVersion
from credence.commerce.actions.coupons import (
    HOLD,
    CodeTaken,
    CouponRefused,
    NewCoupon,
    deactivate,
    make_batch,
)
from credence.commerce.actions.coupons import make_coupon as make
from credence.commerce.actions.fulfillment import PaymentDue, take_free
from credence.commerce.actions.orders import (
    LIFE,
    AlreadyEnrolled,
    NothingToPay,
    OrderClosed,
    PaymentInProgress,
    PriceChanged,
    apply_coupon,
    cancel,
    expire,
    open_order,
    remove_coupon,
)
from credence.commerce.models import Coupon, CouponRedemption, Order
from credence.commerce.queries import orders_of
from credence.commerce.rules.coupons import CouponFault
from credence.commerce.rules.prices import DiscountKind
from credence.enrollment.actions import NotOpen, ProfileIncomplete
from credence.enrollment.models import Enrollment
from credence.outbox.models import Letter
from tests.factories.accounts import make_learner, make_user
from tests.factories.catalog import make_course, withdraw
from tests.factories.commerce import ORDERED, make_coupon, make_paid_course, make_payment_attempt
from tests.factories.enrollment import make_enrollment

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def course():
    return make_paid_course()


@pytest.fixture
def learner():
    return make_learner()


@pytest.fixture
def order(learner, course):
    return open_order(learner=learner, course=course, now=ORDERED)


def prices(order):
    order.refresh_from_db()
    return str(order.list_price), str(order.discount), str(order.total)


def states():
    return list(CouponRedemption.objects.order_by("pk").values_list("state", flat=True))


def publish_at(course, price):
    version = CourseVersion.objects.get(pk=course.current_version_id)
    version.pk, version.number, version.price = None, version.number + 1, Decimal(price)
    version.save(force_insert=True)
    course.current_version = version
    course.save(update_fields=["current_version"])


def test_an_order_opens_once_at_the_price_of_the_day(order, learner, course):
    assert prices(order) == ("149.00", "0.00", "149.00")
    again = open_order(learner=learner, course=course, now=ORDERED + SECOND)
    assert (again.pk, again.quote_hash) == (order.pk, order.quote_hash)
    publish_at(course, "159.00")
    again = open_order(learner=learner, course=course, now=ORDERED + SECOND)
    assert (again.pk, prices(again)) == (order.pk, ("159.00", "0.00", "159.00"))
    assert again.quote_hash != order.quote_hash


def test_a_free_course_needs_no_order(learner):
    with pytest.raises(NothingToPay):
        open_order(learner=learner, course=make_course(), now=ORDERED)


def test_who_is_enrolled_needs_no_order(learner, course):
    make_enrollment(learner, course)
    with pytest.raises(AlreadyEnrolled):
        open_order(learner=learner, course=course, now=ORDERED)


def test_without_a_profile_there_is_no_order(course):
    with pytest.raises(ProfileIncomplete):
        open_order(learner=make_user("bob"), course=course, now=ORDERED)


def test_a_course_that_is_not_open_has_no_order(learner, course):
    withdraw(course, ORDERED)
    with pytest.raises(NotOpen):
        open_order(learner=learner, course=course, now=ORDERED)


def test_a_coupon_lowers_the_price_and_is_held_for_half_an_hour(order):
    make_coupon()
    apply_coupon(order=order, code="spring-26x2", now=ORDERED)
    assert prices(order) == ("149.00", "29.80", "119.20")
    assert order.terms == {"code": "SPRING26X2", "kind": "percent", "value": "20.00", "version": "1"}
    held = CouponRedemption.objects.get()
    assert (held.state, held.hold_expires_at) == ("held", ORDERED + HOLD)


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"is_active": False}, (CouponFault.INACTIVE,)),
        ({"until": ORDERED}, (CouponFault.OVER,)),
        ({"since": ORDERED + SECOND}, (CouponFault.NOT_YET,)),
        ({"minimum_price": Decimal("149.01")}, (CouponFault.TOO_CHEAP,)),
    ],
)
def test_a_coupon_that_does_not_count_leaves_the_order_as_it_was(order, values, faults):
    make_coupon(**values)
    with pytest.raises(CouponRefused) as refused:
        apply_coupon(order=order, code="SPRING26X2", now=ORDERED)
    assert refused.value.data == {"faults": faults}
    assert (prices(order), states()) == (("149.00", "0.00", "149.00"), [])


def test_an_unknown_code_is_refused_like_any_other(order):
    make_coupon()
    with pytest.raises(CouponRefused) as refused:
        apply_coupon(order=order, code="SPRING26X3", now=ORDERED)
    assert (refused.value.code, refused.value.data) == ("coupon-refused", {"faults": ()})


def test_a_coupon_counts_for_its_courses_and_topics_only(order, course):
    topic = course.current_version.topics.get()
    mine, other, by_topic = make_coupon("MINE"), make_coupon("OTHER"), make_coupon("TOPIC")
    mine.courses.add(course)
    other.courses.add(make_paid_course("other-course"))
    by_topic.topics.add(topic)
    apply_coupon(order=order, code="MINE", now=ORDERED)
    apply_coupon(order=order, code="TOPIC", now=ORDERED)
    with pytest.raises(CouponRefused) as refused:
        apply_coupon(order=order, code="OTHER", now=ORDERED)
    assert refused.value.data == {"faults": (CouponFault.OTHER_COURSE,)}
    assert states() == ["released", "held"]


def test_another_coupon_frees_the_first_and_taking_it_out_frees_it_too(order):
    make_coupon("FIRST", max_uses=1)
    make_coupon("SECOND", "fixed", "100")
    apply_coupon(order=order, code="FIRST", now=ORDERED)
    apply_coupon(order=order, code="SECOND", now=ORDERED)
    assert (prices(order)[2], states()) == ("49.00", ["released", "held"])
    remove_coupon(order=order, now=ORDERED)
    assert (prices(order)[2], states()) == ("149.00", ["released", "released"])


def test_the_same_coupon_twice_is_held_once(order):
    make_coupon(max_uses=1)
    apply_coupon(order=order, code="SPRING26X2", now=ORDERED)
    apply_coupon(order=order, code="SPRING26X2", now=ORDERED)
    assert states() == ["held"]


def test_a_coupon_deactivated_at_the_checkout_counts_until_its_hold_ends(order, learner, course):
    coupon = make_coupon()
    apply_coupon(order=order, code="SPRING26X2", now=ORDERED)
    assert deactivate(coupons=[coupon], by="finn", now=ORDERED) == 1
    open_order(learner=learner, course=course, now=ORDERED + HOLD - SECOND)
    assert prices(order)[2] == "119.20"
    open_order(learner=learner, course=course, now=ORDERED + HOLD)
    assert (prices(order)[2], order.coupon, states()) == ("149.00", None, ["released"])


def test_a_hold_that_ran_out_is_taken_by_another_and_the_first_is_told_the_new_price(order, learner, course):
    make_coupon(max_uses=1)
    apply_coupon(order=order, code="SPRING26X2", now=ORDERED)
    second = open_order(learner=make_learner("bob"), course=course, now=ORDERED)
    with pytest.raises(CouponRefused):
        apply_coupon(order=second, code="SPRING26X2", now=ORDERED + HOLD - SECOND)
    apply_coupon(order=second, code="SPRING26X2", now=ORDERED + HOLD)
    open_order(learner=learner, course=course, now=ORDERED + HOLD)
    assert (prices(order)[2], prices(second)[2]) == ("149.00", "119.20")


def test_a_hold_that_ran_out_and_nobody_wanted_is_taken_again(order, learner, course):
    make_coupon(max_uses=1)
    apply_coupon(order=order, code="SPRING26X2", now=ORDERED)
    open_order(learner=learner, course=course, now=ORDERED + HOLD)
    assert (prices(order)[2], states()) == ("119.20", ["released", "held"])


def test_a_hold_with_a_payment_under_way_never_runs_out(order, course):
    make_coupon(max_uses=1)
    apply_coupon(order=order, code="SPRING26X2", now=ORDERED)
    order.refresh_from_db()
    make_payment_attempt(order, "auth-unknown")
    second = open_order(learner=make_learner("bob"), course=course, now=ORDERED)
    with pytest.raises(CouponRefused):
        apply_coupon(order=second, code="SPRING26X2", now=ORDERED + 10 * HOLD)


def test_while_a_payment_is_under_way_the_order_is_not_changed(order, learner, course):
    make_coupon()
    make_payment_attempt(order, "auth-unknown")
    with pytest.raises(PaymentInProgress):
        apply_coupon(order=order, code="SPRING26X2", now=ORDERED)
    with pytest.raises(PaymentInProgress):
        cancel(order=order, by="alice", now=ORDERED)
    publish_at(course, "159.00")
    open_order(learner=learner, course=course, now=ORDERED)
    assert prices(order)[2] == "149.00"
    assert expire(order=order, now=ORDERED + 10 * LIFE).state == "pending"


def test_a_full_coupon_opens_the_course_without_a_gateway(order, learner, course):
    make_coupon(kind="full", value="0")
    order = apply_coupon(order=order, code="SPRING26X2", now=ORDERED)
    done = take_free(order=order, shown=order.quote_hash, now=ORDERED)
    again = take_free(order=order, shown=order.quote_hash, now=ORDERED)
    assert (done.state, done.paid_by, again.pk) == ("paid", "coupon", done.pk)
    assert (done.enrollment, states()) == (Enrollment.objects.get(learner=learner, course=course), ["used"])
    assert Letter.objects.get().key == f"order-receipt:{order.number}"
    with pytest.raises(OrderClosed):
        apply_coupon(order=order, code="SPRING26X2", now=ORDERED)


def test_what_is_not_free_is_not_taken_for_free(order):
    with pytest.raises(PaymentDue):
        take_free(order=order, shown=order.quote_hash, now=ORDERED)
    assert not Enrollment.objects.exists()


def test_a_full_coupon_that_ran_out_and_is_gone_opens_nothing(order, course):
    make_coupon(kind="full", value="0", max_uses=1)
    order = apply_coupon(order=order, code="SPRING26X2", now=ORDERED)
    second = open_order(learner=make_learner("bob"), course=course, now=ORDERED)
    apply_coupon(order=second, code="SPRING26X2", now=ORDERED + HOLD)
    with pytest.raises(PriceChanged):
        take_free(order=order, shown=order.quote_hash, now=ORDERED + HOLD)
    assert prices(order)[2] == "149.00"
    assert not Enrollment.objects.exists()


def test_an_order_that_nobody_paid_expires_after_two_hours_and_frees_its_coupon(order, learner, course):
    make_coupon(max_uses=1)
    apply_coupon(order=order, code="SPRING26X2", now=ORDERED)
    assert expire(order=order, now=ORDERED + LIFE - SECOND).state == "pending"
    assert expire(order=order, now=ORDERED + LIFE).state == "expired"
    order.refresh_from_db()
    assert (order.state, states()) == ("expired", ["released"])
    assert list(orders_of(learner)) == []
    assert open_order(learner=learner, course=course, now=ORDERED + LIFE).pk != order.pk


def test_a_cancelled_order_frees_its_coupon_and_leaves_room_for_the_next(order, learner, course):
    make_coupon(max_uses=1)
    apply_coupon(order=order, code="SPRING26X2", now=ORDERED)
    assert (cancel(order=order, by="alice", now=ORDERED).state, states()) == ("cancelled", ["released"])
    assert open_order(learner=learner, course=course, now=ORDERED).pk != order.pk
    assert Order.objects.count() == 2


def test_seats_are_single_codes_of_their_own(order):
    wanted = NewCoupon(kind=DiscountKind.FULL, max_uses=1)
    batch = make_batch(wanted=wanted, name="Radiology", seats=20, by="finn", now=ORDERED, buyer="St. Mary")
    codes = set(batch.coupons.values_list("code", flat=True))
    assert len(codes) == 20
    assert apply_coupon(order=order, code=codes.pop(), now=ORDERED).total == 0


def test_a_code_is_given_once(course):
    wanted = NewCoupon(kind=DiscountKind.PERCENT, value=Decimal(10), courses=(course,))
    coupon = make(wanted=wanted, code="fall-26", by="finn", now=ORDERED)
    assert (coupon.code, list(coupon.courses.all())) == ("FALL26", [course])
    with pytest.raises(CodeTaken):
        make(wanted=wanted, code="FALL 26", by="finn", now=ORDERED)
    assert Coupon.objects.count() == 1
