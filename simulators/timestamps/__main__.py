"""Start the authority: `python -m simulators.timestamps --port 8803`. It prints its address as a line of JSON.

The path says how it answers: `/` stamps, `/slow` after ten seconds, `/drops` byte by byte, `/hang` never, `/garbage`
with what is no stamp, `/unavailable` with status 503; see `authority.WAYS` for the others.
"""

import argparse
import datetime as dt
import json
import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import tsp

from simulators.timestamps.authority import WAYS, authority

REPLY = "application/timestamp-reply"
SLOW, A_DROP, FOR_EVER = 10.0, 0.2, 3600.0
"""Seconds."""


class Desk(BaseHTTPRequestHandler):
    """Answers requests by the way that their path names."""

    def do_POST(self) -> None:
        """Read a request and answer it."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path == "/hang":
            time.sleep(FOR_EVER)
        elif self.path == "/unavailable":
            self.send_error(503)
        elif self.path == "/garbage":
            self._send(b"this is no stamp")
        elif self.path in WAYS:
            self._send(self._stamp(body))
        else:
            self.send_error(404)

    def _stamp(self, body: bytes) -> bytes:
        if self.path == "/slow":
            time.sleep(SLOW)
        by = OTHER if self.path == "/wrong-usage" else ONE
        stamp: bytes = WAYS[self.path](by, tsp.TimeStampReq.load(body)).dump()
        return stamp

    def _send(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", REPLY)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.path != "/drops":
            self.wfile.write(content)
            return
        for byte in content:
            self.wfile.write(bytes([byte]))
            time.sleep(A_DROP)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


STARTED_AT = dt.datetime.now(dt.UTC)
ONE, OTHER = authority(now=STARTED_AT), authority(for_stamps=False, now=STARTED_AT)


def main() -> int:
    """Serve until SIGTERM or SIGINT."""
    if os.environ.get("CREDENCE_DEMO", "").lower() != "true":
        sys.stderr.write("This authority's stamps prove nothing. It starts only where CREDENCE_DEMO=true.\n")
        return 2
    parser = argparse.ArgumentParser(prog="python -m simulators.timestamps", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes one that is free")
    awaited = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, awaited)
    server = ThreadingHTTPServer(("127.0.0.1", parser.parse_args().port), Desk)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(json.dumps({"address": f"http://127.0.0.1:{server.server_address[1]}"}) + "\n")
    sys.stdout.flush()
    signal.sigwait(awaited)
    return 0


if __name__ == "__main__":
    sys.exit(main())
