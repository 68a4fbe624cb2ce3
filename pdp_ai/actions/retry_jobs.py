"""Give ended jobs another chance, after a person mended what made them fail."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from pdp_ai.actions.keep_limits import hold_limits, take_places
from pdp_ai.actions.permissions import GENERATE, Actor, may_with_product, require
from pdp_ai.actions.ring_lane import ring_lane
from pdp_ai.models import AuditEntry, GenerationJob
from pdp_ai.models.job_queue import JobQuerySet


def retry_jobs(jobs: JobQuerySet, *, user: Actor = None) -> int:
    """Make the failed, quarantined, cancelled and stale among `jobs` runnable; their number.

    A job whose like is already waiting or running stays as it is. Each takes a waiting place of whoever asked for it
    first. Raises `LimitReached`, upon which none is retried, and `PermissionDenied`.
    """
    require(user, GENERATE)
    with transaction.atomic():
        return sum(_retry(job, user) for job in jobs if may_with_product(user, GENERATE, job))


def _retry(job: GenerationJob, user: Actor) -> int:
    try:
        with transaction.atomic():
            turn = GenerationJob.objects.next_turn(job.lane, job.priority, job.requested_by_id)
            limits = [limit for limit in hold_limits(job.requested_by_id) if limit.is_waiting]
            count = GenerationJob.objects.filter(pk=job.pk).retry()
            if count:
                take_places(limits, count, limited=user is not None)
                GenerationJob.objects.filter(pk=job.pk).update(turn=turn)
                AuditEntry.objects.record("retried", job, user)
                ring_lane(job.lane)
    except IntegrityError:
        return 0
    return count
