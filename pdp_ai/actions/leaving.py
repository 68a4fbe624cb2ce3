"""Whether this worker has been told to leave: by its supervisor's note, or by SIGTERM.

The note is a file that `pdp_cluster` names to its cluster and writes when it stops. A file, because it concerns this
cluster alone (another host may serve the same lane), and because it must be heard when the database is away.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Environment variable with the path of the note.
STOP_NOTE = "PDP_AI_STOP_NOTE"

_terminated = threading.Event()


def write_stop_note(note: Path, grace: float) -> None:
    """Tell the cluster that knows `note`: claim no more, and give back what still runs in `grace` seconds."""
    draft = note.with_suffix(".new")
    draft.write_text(str(time.time() + grace), encoding="ascii")
    draft.rename(note)


def may_claim() -> bool:
    """Whether another batch may be begun."""
    return not _terminated.is_set() and _stop_by() is None


def must_leave() -> bool:
    """Whether running work is to be given back now, within one step of its engine."""
    stop_by = _stop_by()
    return _terminated.is_set() or (stop_by is not None and time.time() > stop_by)


@contextmanager
def hear_sigterm() -> Iterator[None]:
    """Inside, SIGTERM gives running work back instead of killing the process in the middle of it.

    Whoever sends SIGTERM to a whole process group reaches the worker too, which would otherwise die at once and look
    like a crash. Afterwards the signal is delivered as before. In any thread but the main one, nothing is heard.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _terminated.clear()
    before = signal.signal(signal.SIGTERM, lambda *_: _terminated.set())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        if _terminated.is_set():
            os.kill(os.getpid(), signal.SIGTERM)


def _stop_by() -> float | None:
    """Seconds since the epoch, once the note is there."""
    path = os.environ.get(STOP_NOTE)
    try:
        return float(Path(path).read_text(encoding="ascii")) if path else None
    except FileNotFoundError:
        return None
