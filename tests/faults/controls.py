"""Proof that these tests can fail: each control takes a safeguard out, and the count of lost or doubled shows it."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from django.db.models import DurationField, Value
from django.db.models.functions import Now

from tests.faults.strikes import record

#: Environment variable with the name of the safeguard to take out: ``token`` or ``lease``.
CONTROL = "FAULTS_CONTROL"


def take_out_the_chosen_safeguard() -> None:
    from pdp_ai.models import GenerationJob, job_queue

    def write_without_token(self: GenerationJob, **changes: Any) -> bool:
        return GenerationJob.objects.filter(pk=self.pk).update(lease_until=None, **changes) == 1

    def never() -> Any:
        return Now() + Value(timedelta(days=3_650), DurationField())

    match os.environ.get(CONTROL):
        case "token":
            GenerationJob._move = write_without_token  # type: ignore[method-assign]
        case "lease":
            job_queue._lease_end = never


def watch_for_stale_writes() -> None:
    """Record each write that the token refused."""
    from pdp_ai.models import GenerationJob

    move = GenerationJob._move

    def watched(self: GenerationJob, **changes: Any) -> bool:
        moved = move(self, **changes)
        if not moved:
            record("fenced", str(self.pk))
        return moved

    GenerationJob._move = watched  # type: ignore[method-assign]
