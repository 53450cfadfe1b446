"""What happens to coupons, orders, attempts and refunds.

Locks are taken in the order Order, Coupon, Attempt. A call of the gateway stands between two transactions, never
within one.
"""
