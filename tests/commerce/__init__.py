"""Orders, coupons, payments and refunds."""
