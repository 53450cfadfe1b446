"""What must be true of prices, coupons, cards and the states of money. Pure."""
