"""Faults, set out of band: the client under test never knows of them."""

import threading
from dataclasses import dataclass

KINDS = {
    "timeout_before": "the call is not processed and no answer comes",
    "timeout_after": "the call is processed and no answer comes",
    "reset_before": "the connection is cut, nothing is processed",
    "reset_after": "the connection is cut after processing",
    "http_500_before": "500 without processing",
    "http_500_after": "500 after processing",
    "html_page": "a firewall's page instead of processing",
    "empty_body": "status 200 and no body, after processing",
    "truncated_json": "half of the answer, after processing",
    "slow": "the answer comes late, by the argument in seconds",
    "401_once": "the access token is taken for expired",
    "invalid_integrator": "error 971",
    "422_own_field": "a 422 that names a field of the body, without processing",
    "422_path_record_id_after": "a 422 that names a field we never sent, after processing",
    "partial_amount": "half of the amount is approved",
    "unknown_code": "the response code of the argument, after processing",
    "twice": "the call arrives twice, the second answer is given",
    "double": "two payments are made for one call, the first is answered",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault for one call of an operation."""

    kind: str
    argument: str = ""

    @classmethod
    def named(cls, text: str) -> "Fault":
        """Read `kind` or `kind:argument`; raises ValueError for a kind that does not exist."""
        kind, _, argument = text.partition(":")
        if kind not in KINDS:
            raise ValueError(f"no such fault: {kind}")
        return cls(kind, argument)


class Faults:
    """A queue of faults for each operation."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Fault]] = {}
        self._lock = threading.Lock()

    def add(self, operation: str, fault: Fault, times: int) -> None:
        """Let the next `times` calls of `operation` suffer `fault`."""
        with self._lock:
            self._waiting.setdefault(operation, []).extend([fault] * times)

    def next_for(self, operation: str) -> Fault | None:
        """Take the fault that the present call suffers."""
        with self._lock:
            waiting = self._waiting.get(operation)
            return waiting.pop(0) if waiting else None

    def clear(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._waiting.clear()
