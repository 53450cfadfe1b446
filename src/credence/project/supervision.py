"""Processes kept at their posts: one that dies is followed by another, and all end together when somebody asks."""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import wait
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess

import django

logger = logging.getLogger(__name__)

GRACE = 1.5
"""Seconds in which a process may finish what it has begun, once it was asked to end, unless its post says otherwise."""

SHORT_LIFE = 5.0
"""Who lives for less than so many seconds is followed after a pause, which grows, so that a fault does not storm."""

PAUSES = (0.0, 0.5, 1.0, 2.0, 5.0)
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LEAVE = signal.SIGUSR1
"""Asks a process to finish what it has begun, whatever comes in meanwhile, and to end then."""

_processes = ForkContext() if sys.platform == "linux" else SpawnContext()


@dataclass(frozen=True, slots=True)
class Post:
    """Something that one process does until a signal, `ends_by`, asks it to end; `grace`: its seconds to finish."""

    name: str
    work: Callable[[], None]
    ends_by: signal.Signals = signal.SIGTERM
    grace: float = GRACE


class Guard:
    """One post, and the process that stands there now or follows soon. Times are seconds of the monotonic clock."""

    def __init__(self, post: Post) -> None:
        self.post, self.short_lives = post, 0
        self.process: BaseProcess = _processes.Process()
        self.since = self.due = 0.0

    def start(self) -> None:
        """Put a process there; what is sent to it before it listens ends it."""
        self.process = _processes.Process(name=self.post.name, target=_stand, args=(self.post,))
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
        self.since, self.due = time.monotonic(), 0.0

    def note_death(self) -> None:
        """Decide when another follows: at once, or after a pause if this one died young, as those before it."""
        self.process.join()
        is_young = time.monotonic() - self.since < SHORT_LIFE
        self.short_lives = self.short_lives + 1 if is_young else 0
        pause = PAUSES[min(self.short_lives, len(PAUSES) - 1)]
        self.due = time.monotonic() + pause
        logger.error("%s ended with %s; another follows in %s s.", self.post.name, self.process.exitcode, pause)


def keep(posts: Iterable[Post], leave: Callable[[], object] = lambda: None) -> None:
    """Keep a process at each post until SIGINT, SIGTERM or SIGHUP; then end each within the seconds of its post.

    `leave` is called first, so that nothing new comes in. A second signal ends all at once. Call it in the main thread,
    with no connection to a database open: the processes begin as copies of this one.
    """
    asked = _listen()
    guards = [Guard(post) for post in posts]
    try:
        while not _was_asked(asked, guards):
            _fill(guards)
    finally:
        leave()
        _end(guards, asked)


def _listen() -> int:
    """Return a descriptor that can be read once a signal has asked to end. What ignores SIGHUP (nohup) still does."""
    asked, tell = os.pipe()
    os.set_blocking(asked, False)
    os.set_blocking(tell, False)
    signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
    for each in ENDINGS:
        if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN:
            signal.signal(each, lambda *_: None)
    return asked


def _was_asked(asked: int, guards: list[Guard]) -> bool:
    """Wait until somebody asks to end, a process dies, or one is due."""
    standing = [guard.process.sentinel for guard in guards if _stands(guard)]
    due = [guard.due for guard in guards if not _stands(guard)]
    patience = max(0.0, min(due) - time.monotonic()) if due else None
    return asked in wait([asked, *standing], patience)


def _stands(guard: Guard) -> bool:
    return guard.due == 0.0 and guard.since > 0.0


def _fill(guards: list[Guard]) -> None:
    for guard in guards:
        if _stands(guard) and not guard.process.is_alive():
            guard.note_death()
        elif not _stands(guard) and guard.due <= time.monotonic():
            guard.start()


def _end(guards: list[Guard], asked: int) -> None:
    """Ask each process to end, and kill what has not ended when its time is over or somebody asks again."""
    standing = [guard for guard in guards if _stands(guard)]
    for guard in standing:
        _ask(guard)
    _forget(asked)
    begun = time.monotonic()
    while left := [guard for guard in standing if guard.process.is_alive()]:
        patience = begun + min(guard.post.grace for guard in left) - time.monotonic()
        ready = wait([asked, *(guard.process.sentinel for guard in left)], max(0.0, patience))
        if not ready or asked in ready:
            _kill(left if ready else [guard for guard in left if begun + guard.post.grace <= time.monotonic()])


def _ask(guard: Guard) -> None:
    """Ask a process to end; one that never began, or is gone, need not be asked."""
    if guard.process.pid:
        with suppress(ProcessLookupError):
            os.kill(guard.process.pid, guard.post.ends_by)


def _forget(asked: int) -> None:
    """Empty the descriptor, so that only a further signal makes it readable."""
    with suppress(BlockingIOError):
        os.read(asked, 4096)


def _kill(guards: list[Guard]) -> None:
    for guard in guards:
        logger.warning("%s had not ended and was killed.", guard.post.name)
        guard.process.kill()
        guard.process.join()


def _stand(post: Post) -> None:
    """Do the work of a post in a process of its own, which ends with the one that started it, however that ended."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)  # Ctrl-C reaches us, too, but who asks us to end is the one who started us
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    django.setup()
    post.work()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE)
        os._exit(1)
