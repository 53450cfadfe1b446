"""Prices, coupons, cards, numbers and the states of money."""

import datetime as dt
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credence.commerce.rules.cards import ACCEPTED, Brand, brand_of, last_four_of
from credence.commerce.rules.coupons import CouponFault, Terms, Use, faults_of, normal_form
from credence.commerce.rules.numbers import coupon_code, invoice_number, order_number
from credence.commerce.rules.prices import Discount, DiscountKind, priced
from credence.commerce.rules.quotes import Quote, is_same, quote_hash
from credence.commerce.rules.states import (
    ATTEMPT_MOVES,
    LIVE_ORDERS,
    OPEN_ATTEMPTS,
    ORDER_MOVES,
    REFUND_MOVES,
    AttemptState,
    OrderState,
    RefundState,
    may_move,
)

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
amounts = st.decimals(min_value=0, max_value=9999, places=2)
discounts = st.one_of(
    st.builds(Discount, st.just(DiscountKind.PERCENT), st.decimals(min_value=0, max_value=100, places=2)),
    st.builds(Discount, st.just(DiscountKind.FIXED), amounts),
    st.just(Discount(DiscountKind.FULL)),
)


@pytest.mark.parametrize(
    ("list_price", "kind", "value", "total"),
    [
        ("149.00", "percent", "20", "119.20"),
        ("149.00", "percent", "100", "0.00"),
        ("149.00", "percent", "0", "149.00"),
        ("0.50", "percent", "0", "0.00"),
        ("10.05", "percent", "50", "5.02"),
        ("10.01", "percent", "50", "5.00"),
        ("149.00", "fixed", "49", "100.00"),
        ("149.00", "fixed", "149.01", "0.00"),
        ("149.00", "fixed", "148.00", "1.00"),
        ("149.00", "fixed", "148.01", "0.00"),
        ("149.00", "full", "0", "0.00"),
    ],
)
def test_a_coupon_takes_off_what_it_says_and_a_rest_below_a_dollar_is_waived(list_price, kind, value, total):
    price = priced(Decimal(list_price), Discount(DiscountKind(kind), Decimal(value)))
    assert str(price.total) == total


def test_without_a_coupon_the_list_price_is_due():
    price = priced(Decimal("149.00"), None)
    assert (price.discount, price.total) == (Decimal("0.00"), Decimal("149.00"))


@given(amounts, discounts)
def test_a_discount_never_exceeds_the_price_and_cents_are_whole(list_price, discount):
    price = priced(list_price, discount)
    assert 0 <= price.discount <= list_price
    assert price.total == list_price - price.discount == price.total.quantize(Decimal("0.01"))
    assert price.total == 0 or price.total >= 1


@given(amounts, st.decimals(0, 99, places=2), st.decimals(0, 1, places=2))
def test_more_percent_never_costs_more(list_price, percent, more):
    less = priced(list_price, Discount(DiscountKind.PERCENT, percent)).total
    assert priced(list_price, Discount(DiscountKind.PERCENT, percent + more)).total <= less


@pytest.mark.parametrize("typed", ["SPRING26X2", "spring26x2", " Spring-26 x2 ", "SPRING—26 X2", "ｓpring26x2"])
def test_a_code_is_the_same_however_it_is_typed(typed):
    assert normal_form(typed) == "SPRING26X2"


@given(st.text())
def test_the_normal_form_is_its_own_normal_form(typed):
    assert normal_form(normal_form(typed)) == normal_form(typed)


TERMS = {"is_active": True, "max_uses": 5, "max_per_person": 1, "minimum_price": Decimal(50)}
USE = {"course": 1, "topics": frozenset({7}), "price": Decimal(50), "uses": 4, "uses_by_person": 0}


@pytest.mark.parametrize(
    ("terms", "use", "faults"),
    [
        ({}, {}, []),
        ({"is_active": False}, {}, [CouponFault.INACTIVE]),
        ({"since": NOON}, {}, []),
        ({"since": NOON + SECOND}, {}, [CouponFault.NOT_YET]),
        ({"until": NOON + SECOND}, {}, []),
        ({"until": NOON}, {}, [CouponFault.OVER]),
        ({"courses": frozenset({1, 2})}, {}, []),
        ({"courses": frozenset({2})}, {}, [CouponFault.OTHER_COURSE]),
        ({"topics": frozenset({7, 8})}, {}, []),
        ({"topics": frozenset({8})}, {}, [CouponFault.OTHER_COURSE]),
        ({"courses": frozenset({2}), "topics": frozenset({7})}, {}, []),
        ({}, {"price": Decimal("49.99")}, [CouponFault.TOO_CHEAP]),
        ({}, {"uses": 5}, [CouponFault.EXHAUSTED]),
        ({"max_uses": None}, {"uses": 5000}, []),
        ({}, {"uses_by_person": 1}, [CouponFault.USED_BEFORE]),
        ({"max_per_person": None}, {"uses_by_person": 3}, []),
        ({"is_active": False}, {"uses": 5}, [CouponFault.INACTIVE, CouponFault.EXHAUSTED]),
    ],
)
def test_a_coupon_counts_unless_something_is_against_it(terms, use, faults):
    assert list(faults_of(Terms(**{**TERMS, **terms}), Use(**{**USE, **use}), NOON)) == faults


@pytest.mark.parametrize(
    ("number", "brand"),
    [
        ("401200******5439", Brand.VISA),
        ("499999******0000", Brand.VISA),
        ("509999", Brand.OTHER),
        ("510000", Brand.MASTERCARD),
        ("559999", Brand.MASTERCARD),
        ("560000", Brand.OTHER),
        ("222099", Brand.OTHER),
        ("222100******0009", Brand.MASTERCARD),
        ("272099", Brand.MASTERCARD),
        ("272100", Brand.OTHER),
        ("371449*****2376", Brand.AMEX),
        ("341111", Brand.AMEX),
        ("601100******6909", Brand.DISCOVER),
        ("622126", Brand.DISCOVER),
        ("622125", Brand.UNIONPAY),
        ("622926", Brand.UNIONPAY),
        ("650000", Brand.DISCOVER),
        ("305515******0018", Brand.DINERS),
        ("309500", Brand.DINERS),
        ("309600", Brand.OTHER),
        ("386666", Brand.DINERS),
        ("353014******9859", Brand.JCB),
        ("352799", Brand.OTHER),
        ("815555", Brand.UNIONPAY),
    ],
)
def test_a_brand_is_told_by_its_range(number, brand):
    assert brand_of(number) is brand


@pytest.mark.parametrize("masked", ["", "************0057", "40120", "x01200"])
def test_without_six_digits_there_is_no_brand(masked):
    assert brand_of(masked) is None


def test_two_brands_are_accepted():
    assert {Brand.VISA, Brand.MASTERCARD} == ACCEPTED


def test_the_last_four_are_read_where_they_show():
    assert (last_four_of("401200******5439"), last_four_of("401200****"), last_four_of("")) == ("5439", "", "")


def test_an_invoice_number_names_order_and_attempt_and_stays_short():
    assert invoice_number("C7K2M9QX", 12) == "C7K2M9QX-12"
    with pytest.raises(ValueError, match="longer than 17"):
        invoice_number("C7K2M9QXC7K2M9", 100)


def test_numbers_have_no_letters_that_are_mistaken_for_others():
    drawn = "".join(order_number() + coupon_code() for _ in range(500))
    assert not set(drawn) & set("01ILOU")
    assert (len(order_number()), len(coupon_code())) == (8, 12)


QUOTE = {
    "order": "C7K2M9QX",
    "version": 3,
    "list_price": Decimal("149.00"),
    "total": Decimal("99.00"),
    "currency": "USD",
    "coupon": "SPRING",
    "terms": "4",
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("order", "C7K2M9QY"),
        ("version", 4),
        ("list_price", Decimal("149.01")),
        ("total", Decimal("98.99")),
        ("currency", "EUR"),
        ("coupon", ""),
        ("terms", "5"),
    ],
)
def test_a_quote_is_another_when_one_thing_of_it_is(field, value):
    first = quote_hash(Quote(**QUOTE), b"key")
    assert is_same(first, quote_hash(Quote(**QUOTE), b"key"))
    assert not is_same(first, quote_hash(Quote(**{**QUOTE, field: value}), b"key"))
    assert not is_same(first, quote_hash(Quote(**QUOTE), b"kez"))


def test_every_state_has_its_moves():
    assert set(ORDER_MOVES) == set(OrderState)
    assert set(ATTEMPT_MOVES) == set(AttemptState)
    assert set(REFUND_MOVES) == set(RefundState)


def test_only_moves_that_are_written_down_are_allowed():
    allowed = {(old, new) for old, new in product(AttemptState, AttemptState) if may_move(old, new)}
    assert (AttemptState.AUTH_UNKNOWN, AttemptState.LOST) in allowed
    assert (AttemptState.AUTH_SENT, AttemptState.CAPTURED) not in allowed
    assert allowed == {(old, new) for old, news in ATTEMPT_MOVES.items() for new in news}
    assert not may_move(OrderState.PENDING, RefundState.CREATED)


def test_every_open_attempt_can_come_to_an_end():
    ends = {state for state in AttemptState if not ATTEMPT_MOVES[state]}

    def reachable(state, seen=frozenset()):
        return {state}.union(*(reachable(new, seen | {state}) for new in ATTEMPT_MOVES[state] - seen))

    assert all(reachable(state) & ends for state in AttemptState)
    assert ends - OPEN_ATTEMPTS == ends - {AttemptState.CAPTURED}


def test_orders_that_took_money_stay_live():
    assert set(OrderState) - {OrderState.REFUNDED, OrderState.CANCELLED, OrderState.EXPIRED} == LIVE_ORDERS
