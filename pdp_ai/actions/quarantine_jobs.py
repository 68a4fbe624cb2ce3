"""Set jobs aside that do harm, so that nothing runs them until a person tries them again."""

from __future__ import annotations

from django.db import transaction

from pdp_ai.actions.permissions import GENERATE, Actor, require
from pdp_ai.models import AuditEntry, GenerationJob
from pdp_ai.models.job import JobQuerySet, JobState


def quarantine_jobs(jobs: JobQuerySet, *, user: Actor = None) -> int:
    """Quarantine those among `jobs` that have not succeeded; their number. Raises `PermissionDenied`."""
    require(user, GENERATE)
    with transaction.atomic():
        wanted = list(jobs.exclude(state__in=(JobState.SUCCESSFUL, JobState.QUARANTINED)))
        count = GenerationJob.objects.filter(pk__in=[job.pk for job in wanted]).quarantine()
        for job in wanted:
            AuditEntry.objects.record("quarantined", job, user)
    return count
