"""`python -m bench.reference make FILE` makes people with sessions and writes their row; `serve PORT` serves."""

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django first
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from credence.project.environment import environment  # noqa: E402
from credence.project.supervision import Post, keep  # noqa: E402
from credence.project.web import answer, listen  # noqa: E402

PEOPLE = 200
APPLICATION = "bench.reference.site:application"


def make(file: Path) -> None:
    """Make the tables, people and sessions."""
    call_command("migrate", verbosity=0)
    model = get_user_model()
    people = [model(username=f"reference{number:04d}", password="!") for number in range(PEOPLE)]  # noqa: S106 - unusable
    model.objects.bulk_create(people)
    items = [{"path": "/", "cookie": _cookie(person), "marks": [f"<h1>{person.username}</h1>"]} for person in people]
    file.write_text(json.dumps({"visit": "page", "items": items}), encoding="utf-8")


def _cookie(person: Any) -> str:
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def serve(port: int) -> None:
    """Serve the view by as many processes as Credence has, until SIGTERM."""
    connections.close_all()
    listener = listen("127.0.0.1", port)
    keep(
        [Post(f"reference {number}", partial(answer, listener, APPLICATION)) for number in range(environment().workers)]
    )


if __name__ == "__main__":
    make(Path(sys.argv[2])) if sys.argv[1] == "make" else serve(int(sys.argv[2]))
