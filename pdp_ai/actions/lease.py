"""Keeps a claim alive while its engines work, and tells them when nobody wants the result any more."""

from __future__ import annotations

import logging
import threading
import time
from types import TracebackType
from typing import Self

from django.db import connection

from pdp_ai import conf
from pdp_ai.models import GenerationJob, Lane

logger = logging.getLogger(__name__)


class Lease:
    """The heartbeat of one claim, as a context manager and as the `EngineContext` of its engines.

    A thread renews the lease and looks for cancellations. `should_stop` is true when none of the jobs is held any more,
    when the database has not been reached for as long as the lease lasts (what is written then would be refused
    anyway), and when the lane's cluster has to stop now.
    """

    def __init__(self, jobs: list[GenerationJob]) -> None:
        self._claim = jobs[0].claim
        self._lane = jobs[0].lane
        self._told_to_leave = False
        self._held = {job.pk for job in jobs}
        self._renewed = time.monotonic()
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

    def heartbeat(self) -> None:
        """The engine is alive; the thread renews the lease."""

    def should_stop(self) -> bool:
        expired = time.monotonic() - self._renewed > conf.queue("LEASE_SECONDS")
        return not self._held or expired or self._told_to_leave

    def _keep(self) -> None:
        try:
            while not self._ended.wait(conf.queue("POLL_SECONDS")):
                self._look()
        finally:
            connection.close()

    def _look(self) -> None:
        assert self._claim is not None  # noqa: S101  # claimed jobs bear their claim
        try:
            if time.monotonic() - self._renewed >= conf.queue("HEARTBEAT_SECONDS"):
                self._held = GenerationJob.objects.renew(self._claim)
                self._renewed = time.monotonic()
            else:
                self._held = GenerationJob.objects.held(self._claim)
            self._told_to_leave = Lane.objects.time_is_up(self._lane)
        except Exception:
            logger.exception("lease not renewed", extra={"action": "lease"})
