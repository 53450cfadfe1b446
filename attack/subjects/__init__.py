"""One module a subject; importing this registers every attack."""

from attack.subjects import (
    accounts,
    certificates,
    files,
    headers,
    limits,
    payment,
    posttest,
    processes,
    staff,
    study,
    text,
)

__all__ = [
    "accounts",
    "certificates",
    "files",
    "headers",
    "limits",
    "payment",
    "posttest",
    "processes",
    "staff",
    "study",
    "text",
]
