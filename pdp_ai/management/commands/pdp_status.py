"""How the queue stands, for people and for scripts."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import timedelta
from statistics import fmean
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Avg, Count, F, Min
from django.db.models.functions import Now
from django.utils import timezone

from pdp_ai.models import BulkRequest, GenerationJob, MediaDraft
from pdp_ai.models.job_state import JobState
from pdp_ai.slots import slot_of
from pdp_ai.views.queue.figures import queue_figures

#: The latest jobs whose candidates' variety is averaged.
MOST_SPREADS = 500
SHOWN_SPREAD = ("distinct_1", "distinct_2", "similarity")


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
        self.stdout.write(
            f"{status['finished_last_hour']} jobs finished in the last hour, {status['failed_last_hour']} failed."
        )
        for name, engine in status["engines"].items():
            seconds = engine["seconds_per_job"]
            speed = f", {seconds:.1f} s each" if seconds is not None else ""
            paused = ", paused" if engine["paused"] else ""
            self.stdout.write(f"Engine {name}: {_counts(engine['jobs'])}{speed}{paused}")
        for slot, spread in status["spread"].items():
            self.stdout.write(
                f"Candidates for {slot}: {spread['similarity']:.0%} alike on average, {spread['distinct_2']:.0%} of"
                f" their pairs of words different ({spread['jobs']} jobs)"
            )
        for name, lane in status["lanes"].items():
            self.stdout.write(f"Lane {name}: {_lane(lane)}")
        for bulk in status["bulk_requests"]:
            self.stdout.write(f"Large request {bulk['id']}: {bulk['done']} of {bulk['products']} products")


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
    figures = queue_figures()
    for alias, engine in figures.engines.items():
        if engine.pause or alias in engines:
            row = engines.setdefault(alias, {"jobs": {}, "seconds_per_job": None})
            row["paused"] = engine.pause is not None
    for row in engines.values():
        row.setdefault("paused", False)
    waiting = BulkRequest.objects.waiting().values("id", "done", "products", "jobs")
    return {
        "jobs": dict(jobs.values_list("state").annotate(count=Count("pk"))),
        "drafts": dict(MediaDraft.objects.order_by().values_list("state").annotate(count=Count("pk"))),
        "oldest_waiting_seconds": (timezone.now() - oldest).total_seconds() if oldest else None,
        "finished_last_hour": figures.done_last_hour,
        "failed_last_hour": figures.failed_last_hour,
        "engines": engines,
        "spread": _spread(),
        "lanes": {
            lane.name: {
                "worker": lane.served,
                "waiting": lane.waiting,
                "running": lane.running,
                "oldest_waiting_seconds": lane.oldest,
            }
            for lane in figures.lanes.values()
        },
        "bulk_requests": list(waiting),
    }


def _spread() -> dict[str, dict[str, float]]:
    """How varied the candidates of the latest jobs are, by slot: means over their places."""
    measured: dict[str, list[dict[str, float]]] = {}
    latest = GenerationJob.objects.filter(state=JobState.SUCCESSFUL).exclude(spread={}).order_by("-pk")
    for spread in latest.values_list("spread", flat=True)[:MOST_SPREADS]:
        for place, figures in spread.items():
            measured.setdefault(slot_of(place), []).append(figures)
    return {
        slot: {
            "jobs": len(found),
            **{name: round(fmean(figures[name] for figures in found), 3) for name in SHOWN_SPREAD},
        }
        for slot, found in sorted(measured.items())
    }


def _lane(lane: dict[str, Any]) -> str:
    oldest = f" (the oldest for {lane['oldest_waiting_seconds']:.0f} s)" if lane["waiting"] else ""
    served = "served" if lane["worker"] else "no worker seen"
    return f"{served}, {lane['running']} running, {lane['waiting']} waiting{oldest}"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "none"
