"""What the workers under test write down, and where they are struck: files in the folder of the test."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

#: Environment variable with the folder of this run.
FOLDER = "FAULTS_FOLDER"

SIGNALS = {"kill": signal.SIGKILL, "freeze": signal.SIGSTOP, "terminate": signal.SIGTERM}


def folder() -> Path:
    return Path(os.environ[FOLDER])


def record(kind: str, line: str) -> None:
    """One write call, so that no process that dies leaves half a line."""
    descriptor = os.open(folder() / "records" / kind, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


def recorded(kind: str) -> list[str]:
    log = folder() / "records" / kind
    return log.read_text().splitlines() if log.exists() else []


def forget_records() -> None:
    """Nothing has been written down, and nobody is to be struck."""
    for name in ("records", "strikes"):
        shutil.rmtree(folder() / name, ignore_errors=True)
        (folder() / name).mkdir()


def prepare_strike(place: str, action: str) -> None:
    """The next process that comes to `place` suffers `action`, once."""
    waiting = folder() / "strikes" / place
    waiting.write_text(action)


def strike(place: str) -> None:
    """Named by `PDP_AI_FAILPOINTS`: what a process does when it comes to a place."""
    waiting = folder() / "strikes" / place
    taken = waiting.with_name(f"{place}.{os.getpid()}")
    try:
        waiting.rename(taken)
    except FileNotFoundError:
        return
    action = taken.read_text()
    record("struck", f"{place}: {action}")
    if action == "break":
        raise RuntimeError(f"struck at {place}")
    os.kill(os.getpid(), SIGNALS[action])


def struck(place: str) -> int | None:
    """The process that was struck at `place`, once one was."""
    names = [path.name for path in (folder() / "strikes").glob(f"{place}.*")]
    return int(names[-1].rpartition(".")[2]) if names else None
