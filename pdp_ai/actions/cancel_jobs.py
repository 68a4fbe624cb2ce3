"""Stop jobs that nobody wants any more: at once while they wait, within one engine step while they run."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from pdp_ai.actions.permissions import CANCEL, GENERATE, Actor, may_stop, require_any
from pdp_ai.models import AuditEntry, GenerationJob
from pdp_ai.models.job_queue import JobQuerySet


def cancel_jobs(jobs: JobQuerySet, *, user: Actor = None) -> int:
    """Cancel the unfinished among `jobs` that the user may stop; their number.

    Raises `PermissionDenied` when that is none of them.
    """
    require_any(user, CANCEL, GENERATE)
    with transaction.atomic():
        unfinished = list(jobs.unfinished())
        wanted = [job for job in unfinished if may_stop(user, job)]
        if unfinished and not wanted:
            raise PermissionDenied(_("Only whoever asked for a job, or has the permission to cancel, may stop it."))
        count = GenerationJob.objects.filter(pk__in=[job.pk for job in wanted]).cancel()
        for job in wanted:
            AuditEntry.objects.record("cancelled", job, user)
    return count
