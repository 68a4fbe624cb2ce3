"""Set jobs aside that do harm, so that nothing runs them until a person tries them again."""

from __future__ import annotations

from django.db import transaction

from pdp_ai.actions.permissions import CANCEL, Actor, may_with_product, require
from pdp_ai.models import AuditEntry, GenerationJob
from pdp_ai.models.job_queue import JobQuerySet
from pdp_ai.models.job_state import JobState


def quarantine_jobs(jobs: JobQuerySet, *, user: Actor = None) -> int:
    """Quarantine those among `jobs` that have not succeeded, of products that the user may use; their number.

    Raises `PermissionDenied`.
    """
    require(user, CANCEL)
    with transaction.atomic():
        rows = jobs.exclude(state__in=(JobState.SUCCESSFUL, JobState.QUARANTINED))
        wanted = [job for job in rows if may_with_product(user, CANCEL, job)]
        count = GenerationJob.objects.filter(pk__in=[job.pk for job in wanted]).quarantine()
        for job in wanted:
            AuditEntry.objects.record("quarantined", job, user)
    return count
