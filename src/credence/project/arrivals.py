"""Requests as they come in: their heads as WSGI tells them to an application, and their bodies, whole and in time."""

import asyncio
import io
import sys
import tempfile
from typing import Any

LARGEST = 25 * 1024 * 1024
"""Bytes of a body, as in `deploy/nginx.conf`: files that are verified are small."""
IN_MEMORY = 256 * 1024
"""Bytes of a body that are held in memory; what goes beyond lies in a file meanwhile."""
PATIENCE = 20.0
"""Seconds for which a body, or the reader of an answer, may keep us waiting."""
SLOWEST = 16 * 1024
"""Bytes of a body for which it gets another second."""

TOO_LARGE = "What you sent is larger than anything this site takes, so we did not read it. Nothing was changed."
TOO_SLOW = "What you sent did not arrive in time. Nothing was changed. Please send it again."
CUT_OFF = "What you sent did not arrive to its end. Nothing was changed. Please send it again."

OF_ALL: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "Granian",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,
}


class Refused(Exception):
    """A body is not heard to its end; `status` is that of the answer, and the text what it says."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


def environ_of(scope: Any) -> dict[str, Any]:
    """Return what WSGI tells an application of a request (PEP 3333), but for its body, which is still empty."""
    client, _, client_port = scope.client.rpartition(":")
    server, _, server_port = scope.server.rpartition(":")
    environ = {
        **OF_ALL,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": server_port,
        "REMOTE_ADDR": client.strip("[]"),
        "REMOTE_PORT": client_port,
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(),
    }
    for name, value in scope.headers.items():
        _add(environ, name, value)
    environ.setdefault("HTTP_HOST", scope.authority or scope.server)
    return environ


def _add(environ: dict[str, Any], name: str, value: str) -> None:
    """Add a header, but for one with an underscore in its name: it would pass for another, which a proxy has set."""
    if "_" in name:
        return
    key = name.upper().replace("-", "_")
    key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
    former = environ.get(key)
    between = "; " if key == "HTTP_COOKIE" else ","
    environ[key] = value if former is None else f"{former}{between}{value}"


async def take_in(protocol: Any, environ: dict[str, Any]) -> None:
    """Read the body to its end, if there is one, into `environ["wsgi.input"]`, which the caller closes.

    Raises:
        Refused: it is too large, came too slowly, or was cut off.
    """
    announced = environ.get("CONTENT_LENGTH", "")
    if not announced and "HTTP_TRANSFER_ENCODING" not in environ:
        return
    if announced.isdecimal() and int(announced) > LARGEST:
        raise Refused(413, TOO_LARGE)
    environ["wsgi.input"] = body = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller closes it
    length = await _read(protocol, body)
    if announced and str(length) != announced:
        raise Refused(400, CUT_OFF)
    body.seek(0)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ["CONTENT_LENGTH"] = str(length)


async def _read(protocol: Any, body: "tempfile.SpooledTemporaryFile[bytes]") -> int:
    """Read what comes, as long as it comes fast enough, and return its length."""
    length, begun = 0, asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout_at(begun + PATIENCE) as limit:
            async for piece in protocol:
                length += len(piece)
                if length > LARGEST:
                    raise Refused(413, TOO_LARGE)
                body.write(piece)
                limit.reschedule(begun + PATIENCE + length / SLOWEST)
    except TimeoutError:
        raise Refused(408, TOO_SLOW) from None
    return length
