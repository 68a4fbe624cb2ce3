"""The queue in numbers, read from the tables: for the queue page, `pdp_status`, the metrics and the health answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import Now
from django.utils import timezone

from pdp_ai import conf
from pdp_ai.models import EnginePause, GenerationJob, Lane
from pdp_ai.models.job_state import UNFINISHED, JobState
from pdp_ai.views.queue.expected_time import Load, expected_time


@dataclass(slots=True)
class LaneFigures:
    name: str
    #: Whether a worker has shown itself lately.
    served: bool
    waiting: int = 0
    running: int = 0
    #: How long the longest waiting job has waited, in seconds.
    oldest: float | None = None
    #: Until it is empty, in words; empty when nothing waits.
    expected: str = ""


@dataclass(slots=True)
class EngineFigures:
    alias: str
    waiting: int = 0
    running: int = 0
    pause: EnginePause | None = None


@dataclass(slots=True)
class QueueFigures:
    lanes: dict[str, LaneFigures] = field(default_factory=dict)
    engines: dict[str, EngineFigures] = field(default_factory=dict)
    #: Jobs that ended within the last hour, by state.
    last_hour: Counter[str] = field(default_factory=Counter)

    @property
    def waiting(self) -> int:
        return sum(lane.waiting for lane in self.lanes.values())

    @property
    def running(self) -> int:
        return sum(lane.running for lane in self.lanes.values())

    @property
    def done_last_hour(self) -> int:
        return self.last_hour[JobState.SUCCESSFUL]

    @property
    def failed_last_hour(self) -> int:
        return self.last_hour[JobState.FAILED] + self.last_hour[JobState.QUARANTINED]


def queue_figures() -> QueueFigures:
    """Three queries of the jobs, whatever their number; each by an index."""
    now = timezone.now()
    absent = set(Lane.objects.without_worker())
    figures = QueueFigures(
        lanes={name: LaneFigures(name, name not in absent) for name in conf.queue("CLUSTERS")},
        engines={alias: EngineFigures(alias) for alias in conf.section("ENGINES")},
        last_hour=ended_within(timedelta(hours=1)),
    )
    load: dict[tuple[str, str], int] = {}
    for lane_name, engine_alias, recipe, state, count, oldest in _unfinished():
        lane = figures.lanes.setdefault(lane_name, LaneFigures(lane_name, served=False))
        engine = figures.engines.setdefault(engine_alias, EngineFigures(engine_alias))
        if state == JobState.RUNNING:
            lane.running += count
            engine.running += count
            continue
        lane.waiting += count
        engine.waiting += count
        load[lane_name, recipe] = load.get((lane_name, recipe), 0) + count
        lane.oldest = max(lane.oldest or 0.0, (now - oldest).total_seconds())
    for pause in EnginePause.objects.select_related("paused_by"):
        figures.engines.setdefault(pause.engine, EngineFigures(pause.engine)).pause = pause
    for lane in figures.lanes.values():
        lane.expected = _expected(lane.name, load)
    return figures


def ended_within(span: timedelta) -> Counter[str]:
    """Jobs by the state they ended in."""
    states = [state for state in JobState if state not in UNFINISHED]
    ended = GenerationJob.objects.filter(state__in=states, finished_at__gte=Now() - span).order_by()
    return Counter(dict(ended.values_list("state").annotate(Count("pk"))))


def _unfinished() -> list[tuple[str, str, str, str, int, datetime]]:
    rows = GenerationJob.objects.filter(Q(state=JobState.READY) | Q(state=JobState.RUNNING)).order_by()
    return list(
        rows.values_list("lane", "batch_key", "recipe", "state").annotate(count=Count("pk"), oldest=Min("created_at"))
    )


def _expected(lane: str, load: Load) -> str:
    own = {key: count for key, count in load.items() if key[0] == lane}
    return expected_time(own, ahead={}).label if own else ""
