"""The checkout page: what it shows, what it takes, and each refusal, which is one change away from success."""

import datetime as dt
import logging
import re

import pytest
from django.core.cache import cache
from django.test import Client

from credence.accounts.models import Tries, User
from credence.accounts.rules.limits import By
from credence.catalog.models import Course
from credence.commerce.gateway import chosen
from credence.commerce.models import CouponRedemption, Order, PaymentAttempt, PaymentEvent
from credence.enrollment.models import Enrollment
from credence.kit.clock import now
from credence.outbox.models import Letter
from tests.factories.accounts import make_learner, make_user
from tests.factories.catalog import make_course
from tests.factories.commerce import make_coupon, make_order, make_paid_course, make_payment_attempt, publish_at
from tests.factories.enrollment import make_enrollment
from tests.learn.till import BILL, CHECKOUT, SLUG, words_of
from tests.simulators.driver import AMEX, DECLINED, MASTERCARD, VISA
from tests.tries import use_up

TOO_OFTEN = "This was tried more often than we allow in a short time, so it was not looked at. Nothing was changed."

pytestmark = pytest.mark.django_db
ALIKE = "This code does not work for this course. Please compare it with how you got it."


def hidden(page, name):
    """Return what a hidden field of a page holds."""
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


def books(buyer):
    """Return the order's state, whether the learner is enrolled, and how the gateway's book stands."""
    return buyer.order.state, Enrollment.objects.count() == 1, buyer.simulator.statuses


def course_for_sale():
    """Return the course that is for sale."""
    return Course.objects.get(slug=SLUG)


# What it shows


def test_one_page_says_price_cards_statement_refunds_and_what_happens_next(buyer):
    page = buyer.look()
    words = words_of(page)
    assert page.status_code == 200
    for said in (
        "Stroke imaging",
        "List price $149.00 Total $149.00",
        "Visa Mastercard These two only. Other cards are refused before anything is charged.",
        "Your card goes straight to PayTrace, who takes cards for us. Its number never reaches this site.",
        "The course opens at once, and a receipt comes by e-mail.",
        "Your card statement will say CREDENCE CME.",
        "You can have your money back as long as you hold no certificate from the course",
        "Pay $149.00",
    ):
        assert said in words


@pytest.mark.parametrize(
    ("kind", "is_said"), [({}, False), ({"demo": True}, True), ({"paytrace_sandbox": True}, True)], ids=str
)
def test_where_no_money_moves_the_page_asks_for_no_real_card(buyer, settings, kind, is_said):
    settings.ENV = settings.ENV.model_copy(update={"demo": False, "paytrace_sandbox": False, **kind})
    assert ("Do not type a real card." in words_of(buyer.look())) is is_said


def test_the_bill_is_filled_in_from_the_profile(buyer):
    body = buyer.look().content.decode()
    assert 'name="bill_name" value="Alice Example"' in body
    assert 'name="bill_city" value="Boston"' in body
    assert '<option value="US" selected>United States</option>' in body


def test_the_page_has_exactly_these_scripts(buyer):
    body = buyer.look().content.decode()
    scripts = re.findall(r"<script([^>]*)>([^<]*)</script>", body)
    assert [(re.sub(r"\.[0-9a-f]{12}\.js", ".js", attributes.strip()), text) for attributes, text in scripts] == [
        ('src="/static/built/theme.js"', ""),
        ('src="/static/built/site.js" defer', ""),
        (f'src="{buyer.simulator.frame}/js/protect.min.js" defer', ""),
        ('src="/static/built/checkout.js" defer', ""),
    ]
    assert re.findall(r"\son\w+=", body) == []


def test_its_policy_names_one_script_and_one_frame_of_the_gateway_and_nothing_else(buyer):
    page, frame = buyer.look(), buyer.simulator.frame
    assert dict(part.split(" ", 1) for part in page["Content-Security-Policy"].split("; ")) == {
        "default-src": "'none'",
        "script-src": f"'self' {frame}/js/protect.min.js",
        "frame-src": frame,
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert (page["Referrer-Policy"], page["X-Frame-Options"]) == ("same-origin", "DENY")
    assert "no-store" in page["Cache-Control"]


def test_looking_costs_no_call_of_the_gateway(buyer):
    buyer.look()
    assert buyer.simulator.book["calls"] == {}


def test_a_page_costs_a_fixed_number_of_queries(buyer, django_assert_num_queries):
    buyer.look()
    with django_assert_num_queries(13):
        buyer.look()


# Who may come


@pytest.mark.parametrize("address", [CHECKOUT, "/orders/", "/orders/C7K2M9QX/"])
def test_a_guest_signs_in_first(client, address):
    assert client.get(address)["Location"] == f"/sign-in/?next={address}"


def test_a_free_course_has_no_checkout(buyer):
    make_course("hand-washing")
    assert buyer.client.get("/courses/hand-washing/checkout/")["Location"] == "/courses/hand-washing/enroll/"
    assert Order.objects.count() == 0


def test_without_a_profile_it_comes_first_and_leads_back(buyer):
    client = Client()
    client.force_login(make_user("newcomer"))
    assert client.get(CHECKOUT)["Location"] == f"/profile/?next=%2Fcourses%2F{SLUG}%2Fcheckout%2F"


def test_who_is_enrolled_pays_no_second_time(buyer):
    make_enrollment(make_learner("bob"), course_for_sale())
    client = Client()
    client.force_login(make_learner("carol"))
    bob = Client()
    bob.force_login(Enrollment.objects.get().learner)
    assert bob.get(CHECKOUT)["Location"] == f"/courses/{SLUG}/learn/"
    assert client.get(CHECKOUT).status_code == 200


def test_the_enroll_page_leads_to_the_checkout_and_knows_what_was_begun(buyer):
    enroll = f"/courses/{SLUG}/enroll/"
    assert "Go to checkout Have a coupon? Enter it at checkout" in words_of(buyer.client.get(enroll))
    assert buyer.client.post(enroll)["Location"] == CHECKOUT
    buyer.look()
    assert "Continue to pay You have begun to pay for this course." in words_of(buyer.client.get(enroll))


# Paying


@pytest.mark.parametrize(("card", "brand"), [(VISA, "visa"), (MASTERCARD, "mastercard")])
def test_a_card_pays_and_the_course_is_open(buyer, card, brand):
    answer = buyer.pay(card)
    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{buyer.order.number}/")
    assert books(buyer) == ("paid", True, [("AUTH", "captured")])
    attempt = PaymentAttempt.objects.get()
    assert (attempt.brand, attempt.last4, str(attempt.amount)) == (brand, card[-4:], "149.00")
    assert (buyer.order.billing_name, buyer.order.billing_postal_code) == ("Dana Example", "85284")
    assert buyer.look()["Location"] == f"/orders/{buyer.order.number}/"


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (AMEX, "This is a card by American Express. We take Visa and Mastercard only. You have not been charged;"),
        (DECLINED, "Your card was declined"),
    ],
)
def test_a_refused_card_is_told_and_another_one_pays_with_the_bill_still_there(buyer, card, said):
    page = buyer.client.get(buyer.pay(card)["Location"])
    assert said in words_of(page)
    assert books(buyer)[:2] == ("pending", False)
    again = buyer.look()
    assert 'name="bill_street" value="8320 E. West St."' in again.content.decode()
    buyer.pay(VISA, again)
    assert books(buyer)[:2] == ("paid", True)


def test_the_same_page_sent_twice_charges_once(buyer):
    page = buyer.look()
    token, key = buyer.simulator.card(VISA)
    first, second = (buyer.send(page, card_token=token, card_key=key) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert buyer.simulator.statuses == [("AUTH", "captured")]


def test_a_second_device_is_led_to_the_payment_under_way(buyer):
    page = buyer.look()
    buyer.simulator.fault("authorize", "timeout_after")
    buyer.simulator.fault("export_by_date", "http_500_before", times=3)
    buyer.pay(VISA, page)
    order = buyer.order
    other = Client()
    other.force_login(order.learner)
    assert other.get(CHECKOUT)["Location"] == f"/orders/{order.number}/"
    assert buyer.pay(VISA, page)["Location"] == f"/orders/{order.number}/"
    words = words_of(other.get(f"/orders/{order.number}/"))
    assert "Please do not pay again: nothing is charged twice." in words
    assert buyer.simulator.statuses == [("AUTH", "held")]


def test_where_the_gateway_is_down_nothing_is_charged_and_the_page_says_so(buyer):
    page = buyer.look()
    token, key = buyer.simulator.card(VISA)
    buyer.simulator.fault("token", "http_500_before", times=3)
    answer = buyer.send(page, card_token=token, card_key=key)
    words = words_of(buyer.client.get(answer["Location"]))
    assert "Card payment is unavailable at the moment Stroke imaging Nothing was charged." in words
    assert (PaymentAttempt.objects.get().state, buyer.simulator.statuses) == ("not-sent", [])


def test_the_third_decline_within_an_hour_is_the_last(buyer):
    for _ in range(3):
        buyer.pay(DECLINED)
    answer = buyer.pay(VISA)
    assert answer.status_code == 429
    assert "Three cards were declined within an hour" in words_of(answer)
    assert 'name="bill_street" value="8320 E. West St."' in answer.content.decode()
    assert len(buyer.simulator.statuses) == 3


def test_who_tries_to_pay_too_often_is_stopped_before_the_gateway(buyer):
    use_up("pay", By.PERSON, person=User.objects.get().pk)
    answer = buyer.pay(VISA)
    assert (answer.status_code, TOO_OFTEN in words_of(answer)) == (429, True)
    assert 'name="bill_street" value="8320 E. West St."' in answer.content.decode()
    assert buyer.simulator.statuses == []


# What is refused before anything is sent


@pytest.mark.parametrize("name", ["bill_name", "bill_street", "bill_city", "bill_region", "bill_postal_code"])
def test_a_bill_that_lacks_something_is_refused_and_the_rest_stays(buyer, name):
    answer = buyer.pay(VISA, **{name: ""})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "One thing needs your attention. What you typed is still here." in words_of(answer)
    assert all(f'name="{other}" value="{value}"' in body for other, value in BILL.items() if value and
               other not in {name, "bill_country"})  # fmt: skip
    assert (PaymentAttempt.objects.count(), buyer.simulator.statuses) == (0, [])


def test_a_country_without_states_asks_for_none(buyer):
    buyer.pay(VISA, bill_country="IE", bill_region="", bill_postal_code="")
    assert books(buyer)[:2] == ("paid", True)


@pytest.mark.parametrize("wrong", [{"card_token": ""}, {"card_key": ""}, {"attempt_key": "x"}, {"shown": "x"}])
def test_a_card_that_did_not_arrive_is_asked_for_again(buyer, wrong):
    answer = buyer.pay(VISA, **wrong)
    assert (answer.status_code, "The card details did not arrive. Nothing was charged" in words_of(answer)) == (
        422,
        True,
    )
    assert buyer.simulator.statuses == []


NUMBERS = [VISA, "4012 0000 9876 5439", "4012-0000-9876-5439", "371449635392376", "card 4012000098765439 12/30"]


@pytest.mark.parametrize("field", ["bill_name", "bill_street", "coupon", "card_number"])
@pytest.mark.parametrize("number", NUMBERS)
def test_r65_a_card_number_typed_into_a_field_of_ours_is_refused_and_not_given_back(buyer, field, number):
    answer = buyer.pay(VISA, **{field: number})
    assert answer.status_code == 422
    assert "Something that you typed looks like a card number" in words_of(answer)
    assert number not in answer.content.decode()
    assert (PaymentAttempt.objects.count(), buyer.simulator.statuses, buyer.order.billing_name) == (0, [], "")


@pytest.mark.parametrize("harmless", ["8320 East West Street 99201", "+1 509 555 0100", "4012000098765430"])
def test_other_numbers_are_no_cards(buyer, harmless):
    buyer.pay(VISA, bill_street2=harmless)
    assert books(buyer)[:2] == ("paid", True)


def test_a_price_that_changed_is_shown_and_confirmed_again_before_anything_is_sent(buyer):
    page = buyer.look()
    publish_at(course_for_sale(), "99.00")
    answer = buyer.pay(VISA, page)
    assert answer.status_code == 409
    assert (
        "The price has changed since you opened this page: it was $149.00 and is $99.00 now. Nothing was sent to your "
        "bank. If you agree with $99.00, confirm it below."
    ) in words_of(answer)
    assert 'name="bill_street" value="8320 E. West St."' in answer.content.decode()
    assert (PaymentAttempt.objects.count(), buyer.simulator.statuses) == (0, [])
    buyer.pay(VISA, answer)
    assert str(PaymentAttempt.objects.get().amount) == "99.00"


@pytest.mark.parametrize("shown_total", ["", "NaN", "-1", "9" * 40, "<b>1</b>"])
def test_what_the_page_says_it_showed_is_only_told_back_where_it_is_an_amount(buyer, shown_total):
    page = buyer.look()
    publish_at(course_for_sale(), "99.00")
    answer = buyer.pay(VISA, page, shown_total=shown_total)
    assert (answer.status_code, "This page was out of date, so nothing was sent" in words_of(answer)) == (409, True)


def test_an_order_that_expired_meanwhile_is_begun_again_and_confirmed(buyer):
    page = buyer.look()
    Order.objects.update(state="expired")
    answer = buyer.pay(VISA, page)
    assert (answer.status_code, "The total is $149.00." in words_of(answer)) == (409, True)
    buyer.pay(VISA, answer)
    assert [order.state for order in Order.objects.order_by("pk")] == ["expired", "paid"]


# Coupons


def test_a_coupon_lowers_the_total_and_a_card_pays_the_rest(buyer):
    make_coupon()
    page = buyer.apply("spring-26 x2", bill_name="Somebody Else")
    assert "Coupon SPRING26X2" in words_of(page)
    assert "List price $149.00 Discount −$29.80 Total $119.20" in words_of(page)
    assert 'name="bill_name" value="Somebody Else"' in page.content.decode()
    buyer.pay(MASTERCARD, page)
    assert (books(buyer)[0], str(PaymentAttempt.objects.get().amount)) == ("paid", "119.20")
    assert CouponRedemption.objects.get().state == "used"


def test_a_coupon_is_taken_out_again(buyer):
    make_coupon()
    page = buyer.send(buyer.apply("SPRING26X2"), remove="1")
    assert "Total $149.00" in words_of(page)
    assert CouponRedemption.objects.get().state == "released"


def test_a_coupon_that_pays_all_asks_for_no_card_and_calls_nobody(buyer):
    make_coupon("GIFT", "full", "0")
    page = buyer.apply("GIFT")
    body = page.content.decode()
    assert "Your coupon pays this course in full. No card is asked for." in words_of(page)
    assert ("pt_hpf_form" in body, "protect.min.js" in body, "bill_name" in body) == (False, False, False)
    answer = buyer.client.post(CHECKOUT, {"shown": hidden(page, "shown"), "enroll": "1"})
    assert answer["Location"] == f"/orders/{buyer.order.number}/"
    assert (books(buyer), buyer.simulator.book["calls"]) == (("paid", True, []), {})


def test_a_coupon_that_was_taken_away_meanwhile_gives_nothing_free(buyer):
    coupon = make_coupon("GIFT", "full", "0")
    page = buyer.apply("GIFT")
    CouponRedemption.objects.update(hold_expires_at=now() - dt.timedelta(minutes=1))
    coupon.is_active = False
    coupon.save()
    answer = buyer.client.post(CHECKOUT, {"shown": hidden(page, "shown"), "shown_total": "0.00", "enroll": "1"})
    assert (answer.status_code, "it was $0.00 and is $149.00 now" in words_of(answer)) == (409, True)
    assert Enrollment.objects.count() == 0


@pytest.mark.parametrize(
    "values",
    [
        None,
        {"is_active": False},
        {"until": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"since": dt.datetime(2999, 1, 1, tzinfo=dt.UTC)},
        {"minimum_price": "200.00"},
        {"max_uses": 1},
    ],
)
def test_a_code_that_does_not_count_is_answered_alike_whatever_the_reason_and_stays_in_its_box(buyer, values):
    if values is not None:
        coupon = make_coupon("GUESSED1", **values)
        if coupon.max_uses:
            other = make_order(make_learner("bob"), course_for_sale())
            CouponRedemption.objects.create(
                coupon=coupon,
                learner=other.learner,
                order=other,
                person_no=1,
                state="used",
                held_at=now(),
                used_at=now(),
                hold_expires_at=now(),
            )
    page = buyer.apply("guessed1", bill_name="Somebody Else")
    body = page.content.decode()
    assert (page.status_code, ALIKE in words_of(page)) == (422, True)
    assert 'name="coupon" value="guessed1"' in body
    assert 'name="bill_name" value="Somebody Else"' in body
    assert "Total $149.00" in words_of(page)


def test_guessing_is_stopped_by_learner_and_by_address(buyer):
    make_coupon()
    use_up("coupon", By.PLACE)
    answer = buyer.apply("SPRING26X2")
    assert (answer.status_code, TOO_OFTEN in words_of(answer)) == (429, True)
    assert 'value="SPRING26X2"' in answer.content.decode()
    Tries.objects.all().delete()
    assert buyer.apply("SPRING26X2").status_code == 200


def test_a_code_that_was_typed_and_not_applied_is_applied_instead_of_paying(buyer):
    make_coupon()
    answer = buyer.pay(VISA, coupon="SPRING26X2")
    assert "Total $119.20" in words_of(answer)
    assert (PaymentAttempt.objects.count(), buyer.simulator.statuses) == (0, [])


def test_an_empty_box_is_asked_to_be_filled(buyer):
    assert "Type the code of your coupon first." in words_of(buyer.apply(" "))


def test_a_script_gets_the_summary_alone_and_the_amount_of_the_button(buyer):
    make_coupon()
    page = buyer.look()
    part = buyer.client.post(
        CHECKOUT, {"coupon": "SPRING26X2", "apply": "1", "had_total": "1"}, headers={"HX-Request": "true"}
    )
    body = part.content.decode()
    assert body.lstrip().startswith('<section class="checkout-summary" id="summary"')
    assert '<span id="pay-amount" hx-swap-oob="true">$119.20</span>' in body
    assert "<html" not in body
    assert page.status_code == part.status_code == 200


def test_a_script_loads_the_page_anew_where_a_card_is_needed_no_more(buyer):
    make_coupon("GIFT", "full", "0")
    buyer.look()
    sent = {"coupon": "GIFT", "apply": "1", "had_total": "1"}
    part = buyer.client.post(CHECKOUT, sent, headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Refresh"]) == (204, "true")


def test_a_script_is_led_to_the_payment_under_way(buyer):
    order = make_order(make_learner("bob"), course_for_sale())
    make_payment_attempt(order)
    buyer.client.force_login(order.learner)
    part = buyer.client.post(CHECKOUT, {"coupon": "X", "apply": "1"}, headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, f"/orders/{order.number}/")


# The key of the card fields


KEY = f"{CHECKOUT}card-key/"


def test_the_page_gets_a_key_for_the_card_fields(buyer):
    buyer.look()
    answer = buyer.client.post(KEY)
    assert (answer.status_code, list(answer.json())) == (200, ["key"])
    assert "no-store" in answer["Cache-Control"]


def test_without_an_order_to_pay_there_is_no_key_and_no_call(buyer):
    assert buyer.client.post(KEY).status_code == 409
    make_coupon("GIFT", "full", "0")
    buyer.apply("GIFT")
    assert (buyer.client.post(KEY).status_code, buyer.simulator.book["calls"]) == (409, {})


def test_a_gateway_that_is_down_gives_no_key(buyer):
    buyer.look()
    buyer.simulator.fault("client_key", "http_500_before")
    answer = buyer.client.post(KEY)
    assert (answer.status_code, answer.json()) == (503, {"error": "unavailable"})


def test_an_open_breaker_gives_no_key_and_asks_nobody(buyer):
    buyer.look()
    for _ in range(5):
        chosen.gateway_called("paytrace")._line.breaker.failed()
    assert (buyer.client.post(KEY).status_code, buyer.simulator.book["calls"]) == (503, {})


def test_keys_are_not_given_without_end(buyer):
    buyer.look()
    assert buyer.client.post(KEY).status_code == 200
    Tries.objects.update(count=40)
    assert buyer.client.post(KEY).status_code == 429


# A site that takes no cards


def test_without_a_gateway_a_coupon_still_opens_the_course(client, db):
    cache.clear()
    make_paid_course()
    make_coupon("GIFT", "full", "0")
    client.force_login(make_learner())
    page = client.get(CHECKOUT)
    assert "This site takes no cards at present." in words_of(page)
    assert "pt_hpf_form" not in page.content.decode()
    refused = client.post(CHECKOUT, {**BILL, "shown": hidden(page, "shown")})
    assert (refused.status_code, "Nothing was charged." in words_of(refused)) == (422, True)
    free = client.post(CHECKOUT, {"coupon": "GIFT", "apply": "1"})
    client.post(CHECKOUT, {"enroll": "1", "shown": hidden(free, "shown")})
    assert Enrollment.objects.count() == 1


# What is kept


def test_r65_no_row_letter_or_log_keeps_card_token_or_key(buyer, caplog):
    caplog.set_level(logging.DEBUG)
    page = buyer.look()
    client_key = buyer.client.post(KEY).json()["key"]
    token, key = buyer.simulator.card(VISA)
    buyer.send(page, card_token=token, card_key=key)
    assert books(buyer)[0] == "paid"
    rows = [
        str(list(model.objects.values()))
        for model in (Order, PaymentAttempt, PaymentEvent, Letter, CouponRedemption, Enrollment)
    ]
    shown = buyer.client.get(f"/orders/{buyer.order.number}/").content.decode()
    everything = "\n".join((*rows, caplog.text, shown))
    assert [secret for secret in (VISA, token, key, client_key) if secret in everything] == []
    assert "125500001" in everything
