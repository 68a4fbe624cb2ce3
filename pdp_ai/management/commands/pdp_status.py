"""How the queue stands, for people and for scripts."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Avg, Count, F, Min
from django.db.models.functions import Now
from django.utils import timezone

from pdp_ai import conf
from pdp_ai.models import GenerationJob, Lane, MediaDraft
from pdp_ai.models.job import JobState


class Command(BaseCommand):
    help = "Shows counts by state, the oldest waiting job, throughput of the last hour, and the lanes' workers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--check", action="store_true", help="exit 1 when a lane has no worker")

    def handle(self, *args: Any, **options: Any) -> None:
        status = queue_status()
        if options["json"]:
            self.stdout.write(json.dumps(status, indent=2))
        else:
            self._show(status)
        if options["check"] and (missing := [name for name, lane in status["lanes"].items() if not lane["worker"]]):
            raise CommandError(f"No worker has been seen for {', '.join(missing)}; start `manage.py pdp_cluster`.")

    def _show(self, status: dict[str, Any]) -> None:
        self.stdout.write("Jobs:   " + _counts(status["jobs"]))
        self.stdout.write("Drafts: " + _counts(status["drafts"]))
        if status["oldest_waiting_seconds"] is not None:
            self.stdout.write(f"The oldest job has waited {status['oldest_waiting_seconds']:.0f} s.")
        self.stdout.write(f"{status['finished_last_hour']} jobs finished in the last hour.")
        for name, engine in status["engines"].items():
            seconds = engine["seconds_per_job"]
            speed = f", {seconds:.1f} s each" if seconds is not None else ""
            self.stdout.write(f"Engine {name}: {_counts(engine['jobs'])}{speed}")
        for name, lane in status["lanes"].items():
            self.stdout.write(f"Lane {name}: " + ("served" if lane["worker"] else "no worker seen"))


def queue_status() -> dict[str, Any]:
    """Counts and ages, JSON-ready. ``seconds_per_job`` is the mean from claim to end over the last hour."""
    jobs = GenerationJob.objects.order_by()
    recent = jobs.filter(state=JobState.SUCCESSFUL, finished_at__gte=Now() - timedelta(hours=1))
    oldest = jobs.filter(state=JobState.READY).aggregate(at=Min("created_at"))["at"]
    speeds = dict(
        recent.values_list("batch_key")
        .annotate(seconds=Avg(F("finished_at") - F("started_at")))
        .values_list("batch_key", "seconds")
    )
    engines: dict[str, Any] = {}
    for engine, state, count in jobs.values_list("batch_key", "state").annotate(count=Count("pk")):
        seconds = speeds[engine].total_seconds() if engine in speeds else None
        engines.setdefault(engine, {"jobs": {}, "seconds_per_job": seconds})["jobs"][state] = count
    absent = Lane.objects.without_worker()
    return {
        "jobs": dict(jobs.values_list("state").annotate(count=Count("pk"))),
        "drafts": dict(MediaDraft.objects.order_by().values_list("state").annotate(count=Count("pk"))),
        "oldest_waiting_seconds": (timezone.now() - oldest).total_seconds() if oldest else None,
        "finished_last_hour": recent.count(),
        "engines": engines,
        "lanes": {name: {"worker": name not in absent} for name in conf.queue("CLUSTERS")},
    }


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "none"
