"""Rows that are written once for all tests of a module: each test finds them as they were, and works on a copy."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

Made = TypeVar("Made")


@contextmanager
def kept(blocker: DjangoDbBlocker, make: Callable[[], Made]) -> Iterator[Made]:
    """Write what `make` writes and take it back at the end; every test between is undone by itself, within.

    All tests of the module that ask the database must be about these rows, for all of them find them there.
    """
    with blocker.unblock(), transaction.atomic():
        made = make()
        with blocker.block():
            yield made
        transaction.set_rollback(True)
