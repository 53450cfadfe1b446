"""A process of its own that leads on what was left half done, until it is killed."""

import sys
import time

import django

django.setup()

from credence.commerce.actions.reconciling import reconcile  # noqa: E402 - Django first
from soak.shop import Clock, gateway_at  # noqa: E402


def main() -> None:
    """Reconcile twice a second, which is every thirty seconds of the shop's time."""
    began, api = sys.argv[1:]
    clock, gateway = Clock(float(began)), gateway_at(api)
    while True:
        try:
            reconcile(clock=clock, gateway=gateway)
        except Exception as fault:  # noqa: BLE001 - as the worker does with a chore that fails
            sys.stderr.write(f"reconciler: {type(fault).__name__}: {fault}\n")
        time.sleep(0.5)


if __name__ == "__main__":
    main()
