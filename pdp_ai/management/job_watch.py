"""Waits for jobs to end, with a progress line."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from typing import TextIO

from pdp_ai.models import GenerationJob, Lane
from pdp_ai.models.job_queue import JobQuerySet
from pdp_ai.models.job_state import UNFINISHED

WIDTH = 30


def wait_for_jobs(keys: Sequence[int], *, interval: float = 0.5) -> list[GenerationJob]:
    """Return the jobs once none of them is waiting or running; progress goes to standard error.

    Says so when no worker is there to run them.
    """
    if not keys:
        return []
    out = sys.stderr
    warned = False
    shown = -1
    started = time.monotonic()
    while open_jobs := sum(_of(part).filter(state__in=UNFINISHED).count() for part in _parts(keys)):
        done = len(keys) - open_jobs
        if out.isatty() or done != shown:
            _show(out, done, len(keys), time.monotonic() - started)
            shown = done
        if not warned and time.monotonic() - started > 5 and (lanes := Lane.objects.without_worker()):
            out.write(f"\nNo worker has been seen for {', '.join(lanes)}; start `manage.py pdp_cluster`.\n")
            warned = True
        time.sleep(interval)
    _show(out, len(keys), len(keys), time.monotonic() - started)
    if out.isatty():
        out.write("\n")
    return [job for part in _parts(keys) for job in _of(part).order_by("pk")]


def _parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """A database takes only so many keys in one query."""
    return (keys[start : start + 5_000] for start in range(0, len(keys), 5_000))


def _of(keys: Sequence[int]) -> JobQuerySet:
    return GenerationJob.objects.filter(pk__in=list(keys))


def _show(out: TextIO, done: int, total: int, seconds: float) -> None:
    filled = WIDTH * done // max(total, 1)
    bar = "█" * filled + "·" * (WIDTH - filled)
    text = f"{bar} {done}/{total} jobs, {seconds:.0f} s"
    out.write(f"\r{text}" if out.isatty() else f"{text}\n")
    out.flush()
