"""What many learners bought: orders, their payments and refunds, coupons and their uses."""

from bench.dialect import data, digits, key, moment, quoted, series

COUPONS_A_LEARNER = 0.003
ORDERED = "j * 393"
PRICE, HALF = "45.00", "22.50"
STATES = "CASE WHEN j % 20 = 0 THEN 'expired' WHEN j % 100 = 1 THEN 'refunded' ELSE 'paid' END"


def orders(learners: int, people: int, since: int) -> list[tuple[str, str]]:
    """Return what makes three orders for ten learners, one in ten with a coupon; keys follow `since`, learners' `people`."""
    coupons = max(20, int(learners * COUPONS_A_LEARNER))
    paid = f"{STATES} <> 'expired'"
    is_half = "j % 10 = 3"
    buyers = (
        "(SELECT row_number() OVER (ORDER BY e.id) - 1 AS j, e.id, e.learner_id, c.course, c.version FROM "
        f"enrollment_enrollment e JOIN large_priced c ON c.course = e.course_id WHERE e.learner_id >= {people}) AS b"
    )
    code = f"'LARGE' || {digits(f'j % {coupons}', 6)}"
    terms = data(
        f'CASE WHEN {is_half} THEN \'{{"code": "\' || {code} || \'", "kind": "percent", "value": "50.00", "version": 1}}\' ELSE \'{{}}\' END'
    )
    total = f"CASE WHEN {is_half} THEN {HALF} ELSE {PRICE} END"
    sent = moment(ORDERED + " + 60")
    return [
        ("commerce_coupon",
         "INSERT INTO commerce_coupon (id, code, kind, value, is_active, minimum_price, max_per_person, note, version, "
         f"created_at, created_by) SELECT {since} + j, 'LARGE' || {digits('j', 6)}, 'percent', 50.00, true, 0, NULL, "
         f"CASE WHEN j % 7 = 0 THEN 'Meeting ' || (j % 50) ELSE '' END, 1, {moment('j * 39')}, 'bench' "
         f"FROM {series(coupons, 'j')}"),
        ("commerce_order",
         "INSERT INTO commerce_order (id, number, learner_id, course_id, version_id, enrollment_id, currency, list_price, "
         "discount, total, coupon_id, terms, quote_hash, state, created_at, expires_at, paid_at, paid_by, "
         "confirm_failures, review_reason, billing_name, billing_street, billing_street2, billing_city, billing_region, "
         f"billing_postal_code, billing_country) SELECT {since} + j, 'L' || upper({digits('j', 7)}), learner_id, "
         f"course, version, CASE WHEN {paid} THEN id END, 'USD', {PRICE}, {PRICE} - {total}, {total}, "
         f"CASE WHEN {is_half} THEN {since} + j % {coupons} END, {terms}, {digits('j', 64)}, {STATES}, "
         f"{moment(ORDERED)}, {moment(ORDERED + ' + 7200')}, CASE WHEN {paid} THEN {sent} END, "
         f"CASE WHEN {paid} THEN 'card' ELSE '' END, 0, '', '', '', '', '', '', '', '' FROM {buyers} "
         f"WHERE j < {learners * 3 // 10}"),
        ("commerce_paymentattempt",
         "INSERT INTO commerce_paymentattempt (id, order_id, seq, gateway, attempt_key, invoice_number, amount, currency, "
         "token_fp, state, transaction_id, response_code, fault, approval_code, avs, csc, brand, last4, void_reason, "
         f"sent_at, captured_at, checks, claimed_by) SELECT o.id, o.id, 1, 'paytrace', {key('b', 'o.id')}, o.number || "
         f"'-01', o.total, 'USD', {digits('o.id', 64)}, 'captured', 'large-' || o.id, '', '', '', '', '', 'visa', "
         f"substr('' || (10000 + o.id % 9999), 2), '', o.paid_at, o.paid_at, 0, '' FROM commerce_order o "
         f"WHERE o.id >= {since} AND o.paid_at IS NOT NULL"),
        ("commerce_refund",
         "INSERT INTO commerce_refund (id, request_key, attempt_id, amount, reason, kind, state, requested_by, "
         "requested_at, approved_by, ends_access, transaction_id, response_code, done_at, checks, claimed_by) SELECT "
         f"o.id, {key('c', 'o.id')}, o.id, o.total, 'Asked for', 'refund', 'done', 'bench', o.paid_at, '', false, "
         f"'large-r-' || o.id, '', o.paid_at, 0, '' FROM commerce_order o WHERE o.id >= {since} AND o.state = 'refunded'"),
        ("commerce_couponredemption",
         "INSERT INTO commerce_couponredemption (coupon_id, learner_id, order_id, person_no, state, held_at, "
         "hold_expires_at, used_at) SELECT o.coupon_id, o.learner_id, o.id, 1, 'used', o.created_at, o.expires_at, "
         f"o.paid_at FROM commerce_order o WHERE o.id >= {since} AND o.coupon_id IS NOT NULL AND o.paid_at IS NOT NULL"),
        ("commerce_paymentevent",
         "INSERT INTO commerce_paymentevent (order_id, at, actor, what, before, after, details) SELECT o.id, o.created_at, "
         f"'bench', 'order.opened', '', 'pending', {data(quoted('{}'))} FROM commerce_order o WHERE o.id >= {since}"),
    ]  # fmt: skip
