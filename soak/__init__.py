"""Random orders, random faults, random deaths, and three books at the end: `script/soak-orders`."""
