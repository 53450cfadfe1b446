"""Orders, coupons, payments and refunds: nothing charged twice, nothing lost."""
