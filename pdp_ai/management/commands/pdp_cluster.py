"""Serve the lanes: start their django-q2 clusters, keep them working, and sweep."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections

from pdp_ai import conf
from pdp_ai.actions.sweep import sweep
from pdp_ai.management.lane_cluster import LaneCluster


class Command(BaseCommand):
    help = "Starts the worker cluster of every lane (or of those named), watches them, and takes up what was lost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lane", action="append", choices=list(conf.queue("CLUSTERS")), help="may be repeated")

    def handle(self, *args: Any, **options: Any) -> None:
        lanes = options["lane"] or list(conf.queue("CLUSTERS"))
        if not lanes:
            raise CommandError('PDP_AI["QUEUE"]["CLUSTERS"] names no lane.')
        clusters = [LaneCluster(lane) for lane in lanes]
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        for cluster in clusters:
            cluster.start()
        self.stdout.write(f"Serving {', '.join(lanes)}. Stop with Ctrl-C.")
        while not stopping.wait(conf.queue("SWEEP_SECONDS")):
            self._look_after(clusters)
        for cluster in clusters:
            cluster.begin_stop()
        for cluster in clusters:
            cluster.wait()

    def _look_after(self, clusters: list[LaneCluster]) -> None:
        """One round. A database that is away for a while must not end the supervisor."""
        try:
            sweep()
            for cluster in clusters:
                cluster.watch()
        except DatabaseError as error:
            self.stderr.write(f"The database cannot be reached: {error}")
        finally:
            close_old_connections()
