"""Stop jobs that nobody wants any more: at once while they wait, within one engine step while they run."""

from __future__ import annotations

from django.db import transaction

from pdp_ai.actions.permissions import GENERATE, Actor, require
from pdp_ai.models import AuditEntry, GenerationJob
from pdp_ai.models.job import JobQuerySet


def cancel_jobs(jobs: JobQuerySet, *, user: Actor = None) -> int:
    """Cancel the unfinished among `jobs`; their number. Raises `PermissionDenied`."""
    require(user, GENERATE)
    with transaction.atomic():
        wanted = list(jobs.unfinished())
        count = GenerationJob.objects.filter(pk__in=[job.pk for job in wanted]).cancel()
        for job in wanted:
            AuditEntry.objects.record("cancelled", job, user)
    return count
