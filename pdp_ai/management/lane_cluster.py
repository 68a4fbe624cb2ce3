"""One django-q2 cluster in a process group of its own, as `manage.py pdp_cluster` starts, watches and stops it."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from pdp_ai import conf
from pdp_ai.actions.leaving import STOP_NOTE, write_stop_note
from pdp_ai.models import GenerationJob, Lane, ProductChange

logger = logging.getLogger(__name__)

#: Reads until the supervisor's end of the pipe is closed, by its death at the latest, then kills its own group. SIGTERM
#: to the group must not disarm it: that is when django-q2's main process hangs.
DEAD_MANS_SWITCH = "trap '' HUP INT TERM; cat >/dev/null; kill -9 0"

#: After so many the time is not doubled any more.
MOST_SILENCES = 4


class LaneCluster:
    """The cluster of one lane.

    SIGTERM goes to its main process alone: sent to the whole group, django-q2's main process hangs. Only a group that
    does nothing, or outlives its grace, is killed whole, and always before another is started: two clusters would hold
    two models. For the same reason a group does not outlive its supervisor.
    """

    def __init__(self, lane: str) -> None:
        self.lane = lane
        self._process: subprocess.Popen[bytes] | None = None
        self._switch: subprocess.Popen[bytes] | None = None
        self._is_new = False
        self._head: tuple[int, int] | None = None
        self._busy_at = 0.0
        #: In a row. Each is given twice the time of the one before, so that a cluster that merely takes long to start,
        #: on a loaded machine or with a large project, is not killed again and again before it can claim.
        self._silences = 0
        self._folder = Path(tempfile.mkdtemp(prefix="pdp_ai-"))

    def start(self) -> None:
        environment = {
            **os.environ,
            "Q_CLUSTER_NAME": conf.queue("CLUSTERS")[self.lane],
            "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            # Workers are forked: nothing before the fork may initialise CUDA.
            "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
            STOP_NOTE: str(self._stop_note),
        }
        command = [sys.executable, "-m", "django", "qcluster"]
        self._process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, process_group=0)
        with suppress(OSError):  # the cluster has died already; the next look starts another
            self._switch = subprocess.Popen(
                ["/bin/sh", "-c", DEAD_MANS_SWITCH], stdin=subprocess.PIPE, process_group=self._process.pid
            )
        self._busy_at = time.monotonic()
        self._is_new = True
        logger.info("cluster started", extra={"action": "cluster_started", "lane": self.lane})

    def look(self) -> None:
        """Show that the lane is served, and see whether it stands still. Only this speaks to the database."""
        self._busy_at, busy_at = time.monotonic(), self._busy_at  # a look that fails sees no silence
        if self._is_new:
            Lane.objects.open(self.lane)
            self._is_new = False
        elif self.is_alive():
            Lane.objects.mark_seen(self.lane)
        if self._stands_still():
            self._busy_at = busy_at
        else:
            self._silences = 0

    def mend(self) -> None:
        """Start the cluster again when it has died or gone silent."""
        if not self.is_alive():
            logger.error("the cluster of lane %s died; starting it again", self.lane)
        elif self._is_silent():
            logger.error("lane %s has work and does nothing; starting its cluster again", self.lane)
            self._silences = min(self._silences + 1, MOST_SILENCES)
        else:
            return
        self._kill_group()
        self.start()

    def begin_stop(self) -> None:
        """Ask the cluster to finish what it does, or give it back in time. Needs no database."""
        write_stop_note(self._stop_note, conf.queue("GRACE_SECONDS") * 0.8)
        if self._process and self.is_alive():
            self._process.send_signal(signal.SIGTERM)

    def wait(self, until: float) -> None:
        """Until the cluster has left; at `until` (of `time.monotonic()`) its whole group is killed."""
        if self._process is not None:
            try:
                self._process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                logger.warning("lane %s outlived its grace and was killed", self.lane)
            self._kill_group()
        shutil.rmtree(self._folder, ignore_errors=True)

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _stands_still(self) -> bool:
        """Whether nothing runs at this moment although jobs or notes of saved products wait."""
        head = ProductChange.objects.head() if self.lane == "cpu" else None
        unread, self._head = head is not None and head == self._head, head
        return (unread or GenerationJob.objects.has_work(self.lane)) and not GenerationJob.objects.is_working(self.lane)

    def _is_silent(self) -> bool:
        """Whether every look for `SILENCE_SECONDS` found jobs that could run, and none running.

        A single look may fall between two batches of a healthy worker, or into its start.
        """
        return bool(time.monotonic() - self._busy_at > conf.queue("SILENCE_SECONDS") * 2**self._silences)

    def _kill_group(self) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._switch and self._switch.stdin:
            self._switch.stdin.close()
            self._switch.wait()

    @property
    def _stop_note(self) -> Path:
        return self._folder / "stop"
