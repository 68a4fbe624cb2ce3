"""Insert the jobs of a request: none twice, within the limits, in turn with those of others, and on the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from pdp_ai.actions.keep_limits import hold_limits, take_places
from pdp_ai.actions.permissions import Actor
from pdp_ai.models import AuditEntry, GenerationJob
from pdp_ai.models.job_queue import JobQuerySet

#: Products looked at together, and jobs inserted together.
CHUNK = 200

T = TypeVar("T")


def write_jobs(jobs: list[GenerationJob], user: Actor, *, limited: bool) -> tuple[list[GenerationJob], int]:
    """Insert what is not unfinished already; the unfinished rows of all the requests, and the number of new ones."""
    rows: list[GenerationJob] = []
    added = 0
    limits = hold_limits(user.pk if user else None) if jobs else []
    for chunk in chunks(jobs):
        known = set(_unfinished_like(chunk).values_list("product_model", "product_id", "recipe", "fingerprint"))
        new = list({_identity(job): job for job in chunk if _identity(job) not in known}.values())
        take_places(limits, len(new), limited=limited)
        _give_turns(new)
        GenerationJob.objects.bulk_create(new, ignore_conflicts=True)
        rows += _unfinished_like(chunk).order_by("pk")
        added += len(new)
    if user:
        AuditEntry.objects.bulk_create(
            (
                AuditEntry(
                    action="requested",
                    subject=f"generationjob:{job.pk}",
                    product_model=job.product_model,
                    product_id=job.product_id,
                    product_title=job.product_title,
                    user_id=user.pk,
                    detail={"recipe": job.recipe},
                )
                for job in rows
            ),
            batch_size=CHUNK,
        )
    return rows, added


def _unfinished_like(jobs: list[GenerationJob]) -> JobQuerySet:
    """By product first, for which there is an index: a search by fingerprint alone would read the whole queue."""
    return GenerationJob.objects.unfinished().filter(
        product_model__in={job.product_model for job in jobs},
        product_id__in={job.product_id for job in jobs},
        fingerprint__in={job.fingerprint for job in jobs},
    )


def _identity(job: GenerationJob) -> tuple[str, str, str, str]:
    return (job.product_model, job.product_id, job.recipe, job.fingerprint)


def _give_turns(jobs: list[GenerationJob]) -> None:
    """Number the jobs of one request, so that those of others come in between."""
    by_lane: dict[str, list[GenerationJob]] = defaultdict(list)
    for job in jobs:
        by_lane[job.lane].append(job)
    for lane, group in by_lane.items():
        first = GenerationJob.objects.next_turn(lane, group[0].priority, group[0].requested_by_id)
        for turn, job in enumerate(group, first):
            job.turn = turn


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    return iter(lambda: list(islice(iterator, CHUNK)), [])
