"""The queue for Prometheus, read from the tables whenever it asks. Needs the extra ``pdp_ai[metrics]``.

Mount the view where only Prometheus reaches it, or register `QueueCollector` with a registry of your own.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from pdp_ai.models import BulkRequest, MediaDraft
from pdp_ai.models.bulk_request import BulkState
from pdp_ai.models.draft import DraftState
from pdp_ai.views.queue.expected_time import seconds_per_job
from pdp_ai.views.queue.figures import QueueFigures, queue_figures


@require_safe
@never_cache
def metrics(_request: HttpRequest) -> HttpResponse:
    registry = CollectorRegistry()
    registry.register(QueueCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class QueueCollector(Collector):
    """Everything is a gauge: processes come and go, the tables stay."""

    def collect(self) -> Iterator[Metric]:
        figures = queue_figures()
        yield from _jobs(figures)
        yield from _lanes(figures)
        yield _engines(figures)
        seconds = GaugeMetricFamily(
            "pdp_ai_job_seconds", "Mean worker time of the latest finished jobs.", labels=["recipe"]
        )
        for recipe, mean in seconds_per_job().items():
            seconds.add_metric([recipe], mean)
        yield seconds
        pending = MediaDraft.objects.filter(state=DraftState.PENDING).aggregate(count=Count("pk"))["count"]
        yield GaugeMetricFamily("pdp_ai_drafts_pending", "Drafts that wait for review.", value=pending)
        bulk = BulkRequest.objects.filter(state=BulkState.WAITING).count()
        yield GaugeMetricFamily("pdp_ai_bulk_requests", "Large requests being worked through.", value=bulk)


def _jobs(figures: QueueFigures) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("pdp_ai_jobs", "Jobs that have not ended.", labels=["lane", "state"])
    for lane in figures.lanes.values():
        jobs.add_metric([lane.name, "ready"], lane.waiting)
        jobs.add_metric([lane.name, "running"], lane.running)
    yield jobs
    ended = GaugeMetricFamily("pdp_ai_jobs_ended_last_hour", "Jobs that ended within the last hour.", labels=["state"])
    for state in ("successful", "failed", "quarantined", "cancelled", "stale"):
        ended.add_metric([state], figures.last_hour[state])
    yield ended


def _lanes(figures: QueueFigures) -> Iterator[Metric]:
    served = GaugeMetricFamily("pdp_ai_lane_served", "1 while a worker of the lane is seen.", labels=["lane"])
    oldest = GaugeMetricFamily(
        "pdp_ai_oldest_waiting_seconds", "How long the longest waiting job has waited.", labels=["lane"]
    )
    for lane in figures.lanes.values():
        served.add_metric([lane.name], float(lane.served))
        oldest.add_metric([lane.name], lane.oldest or 0.0)
    yield served
    yield oldest


def _engines(figures: QueueFigures) -> Metric:
    paused = GaugeMetricFamily("pdp_ai_engine_paused", "1 while staff have paused the engine.", labels=["engine"])
    for engine in figures.engines.values():
        paused.add_metric([engine.alias], float(engine.pause is not None))
    return paused
