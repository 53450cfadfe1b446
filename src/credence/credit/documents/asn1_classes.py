"""Readies the classes of asn1crypto, with which keys, signatures and time stamps are read and written.

It readies each at its first use, in a way in which a second thread finds it half ready: of certificates that were
first signed in several threads at once some failed by that.
"""

from collections.abc import Iterator

from asn1crypto.core import Asn1Value, Choice

from credence.kit.once import once


@once
def ready_classes() -> None:
    """Ready all that there are, in 4 ms; whoever asks meanwhile waits."""
    for each in set(_below(Asn1Value)) - {Choice}:  # one of no alternatives is never made
        each()


def _below(kind: type[Asn1Value]) -> Iterator[type[Asn1Value]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)
