"""Keep the book in a file, for a demo that is stopped and started again, and close its batch by the clock."""

import dataclasses
import datetime as dt
import json
import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

from simulators.paytrace.cards import Card
from simulators.paytrace.http import App, Reply, Request
from simulators.paytrace.ledger import Ledger, Transaction

UNSEEN = "0"
"""What stands for every digit of a card between the first six and the last four."""


def kept(app: App, ledger: Ledger, path: Path) -> App:
    """Return `app` with a book that is read from `path` now, and written there after whatever may have changed it."""
    if path.exists():
        _load(ledger, path)

    def answer(request: Request) -> Reply:
        try:
            return app(request)
        finally:
            if request.method == "POST":
                save(ledger, path)

    return answer


def save(ledger: Ledger, path: Path) -> None:
    """Write the book, all of it or nothing."""
    with ledger.locked():
        lines = [_line(row) for row in ledger.rows.values()]
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps({"batch": ledger.batch, "next": ledger.next_id, "rows": lines}), encoding="utf-8")
        fresh.replace(path)


def settle_every(seconds: float, ledger: Ledger) -> None:
    """Close the batch again and again, so that what was captured can be refunded."""

    def run() -> None:
        pause = threading.Event()
        while not pause.wait(seconds):
            with ledger.locked():
                ledger.settle()

    threading.Thread(target=run, daemon=True).start()


def _line(row: Transaction) -> dict[str, Any]:
    number = row.card.number
    masked = f"{number[:6]}{UNSEEN * (len(number) - 10)}{number[-4:]}"
    return {**{field.name: _plain(getattr(row, field.name)) for field in dataclasses.fields(row)}, "card": masked}


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return value if isinstance(value, int | None) else str(value)


def _load(ledger: Ledger, path: Path) -> None:
    book = json.loads(path.read_text(encoding="utf-8"))
    with ledger.locked():
        ledger.batch, ledger.next_id = book["batch"], book["next"]
        ledger.rows = {line["id"]: _row(line) for line in book["rows"]}


def _row(line: dict[str, Any]) -> Transaction:
    changed_at = dt.datetime.fromisoformat(line.pop("changed_at"))
    card, amount, at = Card(line.pop("card"), "", "", ""), Decimal(line.pop("amount")), line.pop("at")
    row = Transaction(card=card, amount=amount, at=dt.datetime.fromisoformat(at), **line)
    row.changed_at = changed_at
    return row
