"""Coupons, orders, tries to pay, money given back, and the record of all of it."""

from credence.commerce.models.coupons import Coupon, CouponBatch, Sharing
from credence.commerce.models.orders import ACTIVE_REDEMPTIONS, CouponRedemption, Order
from credence.commerce.models.payments import (
    WITH_TRANSACTION,
    PaymentAttempt,
    PaymentEvent,
    Refund,
    SettlementDifference,
    Stray,
)

__all__ = [
    "ACTIVE_REDEMPTIONS",
    "WITH_TRANSACTION",
    "Coupon",
    "CouponBatch",
    "CouponRedemption",
    "Order",
    "PaymentAttempt",
    "PaymentEvent",
    "Refund",
    "SettlementDifference",
    "Sharing",
    "Stray",
]
