"""Start the simulator: `python -m simulators.paytrace --api-port 8801 --frame-port 8802`.

With `--run COMMAND …` it also starts a command that finds the simulator in its settings, and ends with it.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from simulators.paytrace.api import Api
from simulators.paytrace.assumptions import Assumptions
from simulators.paytrace.control import controlled
from simulators.paytrace.fields import Fields
from simulators.paytrace.http import server
from simulators.paytrace.keeping import kept, settle_every
from simulators.paytrace.state import State


def main() -> int:
    """Serve until SIGTERM or SIGINT, or until the command ends.

    Without a command, print one line of JSON with both addresses once both ports listen.
    """
    if os.environ.get("CREDENCE_DEMO", "").lower() != "true":
        sys.stderr.write("The PayTrace simulator takes no real money. It starts only where CREDENCE_DEMO=true.\n")
        return 2
    options = _options()
    awaited = {signal.SIGTERM, signal.SIGINT}
    if not options.run:
        signal.pthread_sigmask(signal.SIG_BLOCK, awaited)
    state = State(
        control_token=options.control_token, standard=Assumptions().changed({"export_lag_seconds": options.export_lag})
    )
    api = controlled(Api(state), state)
    if options.settle_every:
        settle_every(options.settle_every, state.ledger)
    servers = {
        "api": server(kept(api, state.ledger, options.book) if options.book else api, options.api_port),
        "frame": server(Fields(state), options.frame_port),
    }
    for each in servers.values():
        threading.Thread(target=each.serve_forever, daemon=True).start()
    addresses = {name: f"http://127.0.0.1:{each.server_address[1]}" for name, each in servers.items()}
    if options.run:
        return _beside(options.run, {**os.environ, **settings_for(state, addresses)})
    sys.stdout.write(json.dumps(addresses) + "\n")
    sys.stdout.flush()
    signal.sigwait(awaited)
    return 0


def settings_for(state: State, addresses: dict[str, str]) -> dict[str, str]:
    """Return the settings by which a demo site pays through this simulator."""
    values = {
        "API": addresses["api"],
        "FRAME": addresses["frame"],
        "SCRIPT": f"{addresses['frame']}/js/protect.min.js",
        "USERNAME": state.username,
        "PASSWORD": state.password,
        "INTEGRATOR": state.integrator,
        "MERCHANT": state.merchant,
    }
    return {f"CREDENCE_PAYTRACE_{name}": value for name, value in values.items()}


def _beside(command: list[str], environment: dict[str, str]) -> int:
    """Run a command until it ends; whatever asks us to end asks it. What ignores SIGHUP (nohup) still does."""
    asked = {
        each for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP) if signal.getsignal(each) != signal.SIG_IGN
    }
    signal.pthread_sigmask(signal.SIG_BLOCK, asked)
    child = subprocess.Popen(command, env=environment, preexec_fn=_hear)  # noqa: S603 - the caller's own command
    for each in asked:
        signal.signal(each, lambda *_: child.terminate())
    _hear()
    return child.wait()


def _hear() -> None:
    """Take signals again that were held back, so that none fell between the start of the command and its guardian."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m simulators.paytrace", description=__doc__)
    parser.add_argument("--api-port", type=int, default=8801, help="port of the API; 0 takes a free one")
    parser.add_argument("--frame-port", type=int, default=8802, help="port of the script and the card fields")
    parser.add_argument("--control-token", default="", help="opens /__sim__/ to whoever sends it as X-Sim-Token")
    parser.add_argument("--export-lag", type=float, default=5, help="seconds until an export shows a transaction")
    parser.add_argument("--book", type=Path, help="file in which the book outlives the process; cards are masked in it")
    parser.add_argument("--settle-every", type=float, default=0, help="seconds between two settlements; 0 is never")
    parser.add_argument("--run", nargs=argparse.REMAINDER, default=[], metavar="COMMAND", help="start it beside")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
