"""The file to read first. A worker's whole life with a job: claim → recipe runs its engines → mark → judge → save.

claim          rows become RUNNING under a lease that a heartbeat renews        models/job_queue.py, actions/lease.py
prepare        the brief is thawed; the product must still say the same         adapters/
run the batch  recipes ask engines, equal steps of many jobs together           recipes/, engines/
mark           pictures say in XMP and a signature how they came to be          provenance/
judge          quality checks give each candidate its findings                  quality/
save drafts    files first, then one transaction: fenced finish + draft rows    actions/save_drafts.py
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from functools import partial

from django.db import DatabaseError, transaction
from django.db.models import Model

from pdp_ai import conf, registry
from pdp_ai.actions.failpoint import failpoint
from pdp_ai.actions.find_twin import twin_findings
from pdp_ai.actions.lease import Lease
from pdp_ai.actions.leaving import may_claim
from pdp_ai.actions.preview_style import save_preview
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.ring_lane import ring_lane
from pdp_ai.actions.save_drafts import place_of, save_drafts
from pdp_ai.adapters.base import ProductAdapter
from pdp_ai.exceptions import GenerationStopped, PdpAiError, ProductNotFound
from pdp_ai.models import GenerationJob
from pdp_ai.models.job_state import JobState
from pdp_ai.provenance.marking import mark_candidate
from pdp_ai.quality.judge import judge
from pdp_ai.recipes.base import Recipe
from pdp_ai.recipes.batch import Outcome, run_batch
from pdp_ai.sentences import sentence
from pdp_ai.signals import job_finished
from pdp_ai.types import Brief, Candidate, Finding

logger = logging.getLogger(__name__)


def run_generation(lane: str) -> int:
    """Run the lane's jobs, batch by batch, until none is left; the number of jobs that were taken up.

    After `DRAIN_SECONDS` the doorbell is rung for the rest, so that no task comes near django-q2's timeout.
    """
    count, started = 0, time.monotonic()
    while may_claim():
        if time.monotonic() - started > conf.queue("DRAIN_SECONDS"):
            ring_lane(lane)
            break
        failpoint("before claim")
        jobs = GenerationJob.objects.claim(lane)
        if not jobs:
            break
        failpoint("claimed")
        count += len(jobs)
        run_claim(jobs)
    return count


def run_claim(jobs: list[GenerationJob]) -> None:
    """Run the jobs of one claim together, and settle each as soon as its outcome is known."""
    with Lease(jobs) as lease:
        open_work = dict(enumerate(filter(None, map(prepare, jobs))))
        steps = [work.recipe.steps(work.brief, work.open_photo) for work in open_work.values()]
        try:
            for ended in run_batch(steps, registry.engine, lease):
                lease.heartbeat()
                work = open_work.pop(ended.index)
                work.job.add_cost(ended.cost)
                settle(work, ended.outcome)
        except GenerationStopped as stopped:
            asked = lease.should_stop()
            for work in open_work.values():
                if asked:
                    work.job.release()
                else:  # an engine's own whim must not run for ever
                    give_up_or_retry(work.job, stopped)


@dataclass(frozen=True, slots=True)
class Work:
    """A claimed job with everything that running it takes."""

    job: GenerationJob
    brief: Brief
    recipe: Recipe
    adapter: ProductAdapter
    product: Model

    @property
    def identity(self) -> tuple[str, str, str]:
        return self.job.product_model, self.job.product_id, self.job.recipe

    @property
    def open_photo(self) -> partial[bytes]:
        return partial(self.adapter.open_photo, self.product)

    def title_of(self, candidate: Candidate) -> str:
        return self.brief.facts.of_photo(candidate.photo_key).title or self.job.product_title

    def photo_of(self, candidate: Candidate) -> bytes:
        """The photo that a picture was made of; empty for copy, and for what was made from words."""
        photos = {photo.key: photo for photo in self.brief.facts.all_photos}
        if candidate.artifact.content is None or candidate.photo_key not in photos:
            return b""
        return self.open_photo(photos[candidate.photo_key])


def prepare(job: GenerationJob) -> Work | None:
    """Thaw a job; None when it ended here because its product is gone, has changed, or is no longer configured."""
    try:
        adapter = registry.adapter_for(job.product_model)
        work = Work(job, job.brief, registry.recipe(job.recipe), adapter, adapter.get(job.product_id))
    except ProductNotFound as error:
        finish(job, JobState.CANCELLED, error)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001  # a row that cannot be read any more is its own failure, not the batch's
        give_up_or_retry(job, error)
    else:
        return None if replaced_by_newer_facts(work) else work
    return None


def settle(work: Work, outcome: Outcome) -> None:
    """Turn one job's outcome into drafts, another attempt, or a failure that says what to do."""
    job = work.job
    if isinstance(outcome, Exception):
        return give_up_or_retry(job, outcome)
    try:
        product = work.adapter.get(job.product_id)
    except ProductNotFound as error:
        return finish(job, JobState.CANCELLED, error)
    if replaced_by_newer_facts(Work(job, work.brief, work.recipe, work.adapter, product)):
        return None
    try:
        marked = [
            mark_candidate(candidate, work.title_of(candidate), work.photo_of(candidate)) for candidate in outcome
        ]
        judged = [(candidate, [*judge(candidate, work.brief), *twin_findings(job, candidate)]) for candidate in marked]
        if keep(work, product, judged):
            logger.info("job done", extra={"action": "job_done", **_log(job)})
            job_finished.send_robust(GenerationJob, job=job)
    except Exception as error:  # noqa: BLE001  # a full disk or a broken check fails this job, not the batch
        give_up_or_retry(job, error)
    return None


def keep(work: Work, product: Model, judged: list[tuple[Candidate, list[Finding]]]) -> bool:
    """Store what was made: as drafts, or for the preview of a style where nobody can publish it."""
    if work.job.is_preview:
        return save_preview(work.job, judged)
    places = {place_of(work.job, candidate) for candidate, _findings in judged}
    return save_drafts(work.job, judged, {place: work.adapter.read(product, place) for place in places})


def replaced_by_newer_facts(work: Work) -> bool:
    """End a job as STALE when its product says something else by now, and ask again for what it says."""
    current = work.adapter.input_fingerprint(work.adapter.facts(work.product))
    if work.job.is_preview or current == work.job.facts_fingerprint:
        return False
    wish = Wish(
        slots=work.brief.slots or work.recipe.slots,
        style=work.job.style,
        candidates=work.brief.candidates,
        fill="all",
        hint=work.brief.hint,
        language=work.brief.further_language,
        photos=work.brief.photos,
        priority=GenerationJob.Priority(work.job.priority),
    )
    message = sentence("The product changed while the job waited or ran; what it says now was asked for.")
    with transaction.atomic():
        ended = work.job.finish(JobState.STALE, code="facts_changed", message=message)
        if ended:
            failpoint("stale, not asked anew")
            if GenerationJob.objects.latest_fingerprint(*work.identity) != current:  # else its save was followed first
                request_generation([work.product], wish)
    if ended:
        job_finished.send_robust(GenerationJob, job=work.job)
    return True


def give_up_or_retry(job: GenerationJob, error: Exception) -> None:
    may_help = error.retry if isinstance(error, PdpAiError) else True
    if not may_help or not job.may_retry:
        finish(job, JobState.FAILED, error)
        return
    code, message = _describe(error)
    logger.warning("job will be tried again", extra={"action": "job_retry", **_log(job)}, exc_info=error)
    job.retry_later(code=code, message=message)


def finish(job: GenerationJob, state: JobState, error: Exception) -> None:
    code, message = _describe(error)
    if job.finish(state, code=code, message=message):
        logger.warning("job ended: %s", message, extra={"action": "job_ended", "state": state, **_log(job)})
        job_finished.send_robust(GenerationJob, job=job)


def _describe(error: Exception) -> tuple[str, str]:
    if isinstance(error, PdpAiError):
        return error.code, error.message
    return "unexpected", f"{type(error).__name__}: {error}"


def _log(job: GenerationJob) -> dict[str, object]:
    product = f"{job.product_model}:{job.product_id}"
    return {"job": job.pk, "product": product, "engine": job.batch_key, "attempt": job.attempts}
