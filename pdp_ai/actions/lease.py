"""Keeps a claim alive while its engines work, and tells them when nobody wants the result any more."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from types import TracebackType
from typing import Self

from django.db import connection

from pdp_ai import conf
from pdp_ai.actions.leaving import must_leave
from pdp_ai.models import GenerationJob

logger = logging.getLogger(__name__)


class Lease:
    """The heartbeat of one claim, as a context manager and as the `EngineContext` of its engines.

    A thread renews the lease and looks for cancellations. `should_stop` is true when none of the jobs is held any more,
    when the database has not been reached for as long as the lease lasts (what is written then would be refused
    anyway), and when this worker has to leave now.

    An engine that has not given a sign of life for `STALL_SECONDS` hangs, most likely in C, where no exception reaches
    it; while the thread renewed its lease, it would hang for ever. So the thread ends the process: the job counts a
    crash, and memory is free before django-q2 starts the next worker.
    """

    def __init__(self, jobs: list[GenerationJob]) -> None:
        self._claim = jobs[0].claim
        self._held = {job.pk for job in jobs}
        self._renewed = time.monotonic()
        #: Per cent of the engine's present work, as it is and as it was last written.
        self._progress = self._noted = 0
        #: Looks of the thread since the engine's last sign of life: unlike a clock, they stop with a frozen process.
        self._quiet_looks = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="pdp_ai lease", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def heartbeat(self, done: float | None = None) -> None:
        """Work goes on. The thread writes down how far it has come when it looks next; this costs nothing."""
        self._quiet_looks = 0
        if done is not None:
            self._progress = round(100 * done)

    def should_stop(self) -> bool:
        self.heartbeat()
        expired = time.monotonic() - self._renewed > conf.queue("LEASE_SECONDS")
        return not self._held or expired or must_leave()

    def _keep(self) -> None:
        try:
            while not self._ended.wait(conf.queue("POLL_SECONDS")):
                self._look()
        finally:
            connection.close()

    def _look(self) -> None:
        assert self._claim is not None  # noqa: S101  # claimed jobs bear their claim
        self._quiet_looks += 1
        if self._quiet_looks * conf.queue("POLL_SECONDS") > conf.queue("STALL_SECONDS"):
            logger.critical("an engine hangs; this worker ends", extra={"action": "stalled", "claim": self._claim})
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            progress = self._progress
            if progress != self._noted or time.monotonic() - self._renewed >= conf.queue("HEARTBEAT_SECONDS"):
                self._held = GenerationJob.objects.renew(self._claim, progress)
                self._renewed, self._noted = time.monotonic(), progress
            else:
                self._held = GenerationJob.objects.held(self._claim)
        except Exception:
            logger.exception("lease not renewed", extra={"action": "lease"})
            connection.close()  # a broken connection stays broken; the next look opens another
