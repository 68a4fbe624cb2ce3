"""One django-q2 cluster in a process group of its own, as `manage.py pdp_cluster` starts, watches and stops it."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from contextlib import suppress

from django.conf import settings

from pdp_ai import conf
from pdp_ai.models import GenerationJob, Lane

logger = logging.getLogger(__name__)


class LaneCluster:
    """The cluster of one lane.

    SIGTERM goes to its main process alone: sent to the whole group, django-q2's main process hangs. Only a group that
    does nothing, or outlives its grace, is killed whole.
    """

    def __init__(self, lane: str) -> None:
        self.lane = lane
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        Lane.objects.open(self.lane)
        environment = {
            **os.environ,
            "Q_CLUSTER_NAME": conf.queue("CLUSTERS")[self.lane],
            "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            # Workers are forked: nothing before the fork may initialise CUDA.
            "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
        }
        command = [sys.executable, "-m", "django", "qcluster"]
        self._process = subprocess.Popen(command, env=environment, start_new_session=True)
        logger.info("cluster started", extra={"action": "cluster_started", "lane": self.lane})

    def watch(self) -> None:
        """Show that the lane is served; start the cluster again when it has died or gone silent."""
        if not self.is_alive():
            logger.error("the cluster of lane %s died; starting it again", self.lane)
            self._kill_group()
            self.start()
        elif GenerationJob.objects.is_silent(self.lane):
            logger.error("lane %s has work and does nothing; starting its cluster again", self.lane)
            self._kill_group()
            self.start()
        else:
            Lane.objects.mark_seen(self.lane)

    def begin_stop(self) -> None:
        """Ask the cluster to finish what it does, or give it back in time."""
        Lane.objects.begin_stop(self.lane, conf.queue("GRACE_SECONDS") * 0.8)
        if self._process and self.is_alive():
            self._process.send_signal(signal.SIGTERM)

    def wait(self) -> None:
        """Until the cluster has left; its whole group is killed when the grace is over."""
        if self._process is None:
            return
        try:
            self._process.wait(conf.queue("GRACE_SECONDS"))
        except subprocess.TimeoutExpired:
            logger.warning("lane %s outlived its grace and was killed", self.lane)
        self._kill_group()

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _kill_group(self) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
