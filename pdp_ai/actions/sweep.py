"""Keeps the promise when processes die: takes up expired claims, unanswered doorbells and unread notes."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from pdp_ai import conf
from pdp_ai.actions.ask_for_sameness import ring_for_waiting_sameness
from pdp_ai.actions.request_in_bulk import ring_for_stuck_bulk_requests
from pdp_ai.actions.ring_lane import ring_lane
from pdp_ai.actions.send_notices import ring_for_due_notices
from pdp_ai.actions.send_webhooks import ring_for_due_webhooks
from pdp_ai.models import BulkDecision, GenerationJob, PlannedPublication, ProductChange
from pdp_ai.signals import job_finished

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SweepResult:
    rescued: int
    quarantined: int
    rung: tuple[str, ...]


def sweep() -> SweepResult:
    """One round; safe to run at any time, from any process, also twice at once."""
    rescued, set_aside = GenerationJob.objects.rescue_expired()
    for job in set_aside:
        job_finished.send_robust(GenerationJob, job=job)
    lanes = {lane for lane in conf.queue("CLUSTERS") if GenerationJob.objects.runnable(lane).exists()}
    if _small_work_waits():
        lanes.add("cpu")
    for lane in sorted(lanes):
        ring_lane(lane)
    ring_for_stuck_bulk_requests()
    ring_for_due_webhooks()
    ring_for_waiting_sameness()
    ring_for_due_notices()
    if rescued or set_aside:
        logger.warning("rescued %s, quarantined %s", rescued, len(set_aside), extra={"action": "sweep"})
    return SweepResult(rescued, len(set_aside), tuple(sorted(lanes)))


def _small_work_waits() -> bool:
    """Work of the `cpu` lane that is no job."""
    waiting = (ProductChange.objects.all(), BulkDecision.objects.stuck(), PlannedPublication.objects.due())
    return any(rows.exists() for rows in waiting)
