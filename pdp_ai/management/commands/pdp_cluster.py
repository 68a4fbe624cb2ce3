"""Serve the lanes: start their django-q2 clusters, keep them working, and sweep."""

from __future__ import annotations

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections, connections

from pdp_ai import conf
from pdp_ai.actions.sweep import sweep
from pdp_ai.actions.tidy import tidy
from pdp_ai.management.lane_cluster import LaneCluster

logger = logging.getLogger(__name__)


class _BrokenOffError(BaseException):
    """The command was told to stop; no `except Exception` on the way may swallow it."""


class Command(BaseCommand):
    help = "Starts the worker cluster of every lane (or of those named), watches them, and takes up what was lost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lane", action="append", choices=list(conf.queue("CLUSTERS")), help="may be repeated")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stopping = threading.Event()
        self._may_break_off = False

    def handle(self, *args: Any, **options: Any) -> None:
        lanes = options["lane"] or list(conf.queue("CLUSTERS"))
        if not lanes:
            raise CommandError('PDP_AI["QUEUE"]["CLUSTERS"] names no lane.')
        clusters = [LaneCluster(lane) for lane in lanes]
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(number, self._stop)
        for cluster in clusters:
            cluster.start()
            self._until_stopped(cluster.look)
        self.stdout.write(f"Serving {', '.join(lanes)}. Stop with Ctrl-C.")
        tidied = float("-inf")
        while not self._stopping.wait(conf.queue("SWEEP_SECONDS")):
            self._until_stopped(sweep)
            for cluster in clusters:
                self._until_stopped(cluster.look)
                cluster.mend()
            if time.monotonic() - tidied > conf.queue("TIDY_SECONDS"):
                self._until_stopped(tidy)
                tidied = time.monotonic()
        until = time.monotonic() + conf.queue("GRACE_SECONDS")
        for cluster in clusters:
            cluster.begin_stop()
        for cluster in clusters:
            cluster.wait(until)

    def _stop(self, *_: object) -> None:
        self._stopping.set()
        if self._may_break_off:
            signal.setitimer(signal.ITIMER_REAL, 1)  # the rollback on the way out may hang as well
            raise _BrokenOffError

    def _until_stopped(self, step: Callable[[], object]) -> None:
        """Take a step that speaks to the database, and to nothing else: one that hangs must not keep the supervisor."""
        if self._stopping.is_set():
            return
        try:
            self._may_break_off = True
            self._despite_outages(step)
        except _BrokenOffError:
            self._may_break_off = False
            connections.close_all()
        finally:
            self._may_break_off = False

    def _despite_outages(self, step: Callable[[], object]) -> None:
        """A database that is away for a while, or a bug in one step, must not end the supervisor."""
        close_old_connections()
        try:
            step()
        except Error as error:
            self.stderr.write(f"The database cannot be reached: {error}")
            connections.close_all()
        except Exception:
            logger.exception("the supervisor goes on", extra={"action": "supervise"})
