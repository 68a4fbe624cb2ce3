"""The queue: who takes which job next, and every transition of many jobs at once."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Now

from pdp_ai import conf
from pdp_ai.models.engine_pause import EnginePause
from pdp_ai.models.job_state import UNFINISHED, JobState, Priority

if TYPE_CHECKING:
    from pdp_ai.models.job import GenerationJob

#: Most urgent first, then fair between those who ask (see `JobQuerySet.next_turn`), then longest waiting.
QUEUE_ORDER = ("-priority", "turn", "run_after", "pk")

#: A job that was tried so often is not put beside others again.
SUSPECT_ATTEMPTS = 2


class JobQuerySet(models.QuerySet["GenerationJob"]):
    """Moves jobs between states. A count of 0 means that somebody else moved first: walk away."""

    def unfinished(self) -> JobQuerySet:
        return self.filter(state__in=UNFINISHED)

    def runnable(self, lane: str) -> JobQuerySet:
        """What a worker of the lane may take now; jobs of a paused engine are not among it."""
        ready = self.filter(state=JobState.READY, lane=lane, run_after__lte=Now())
        return ready.exclude(batch_key__in=EnginePause.objects.values("engine"))

    def claim(self, lane: str) -> list[GenerationJob]:
        """Take the most urgent runnable jobs of the lane that ask the same engine; empty when none is left.

        The attempt is counted here, before the work, so that a job that kills its worker cannot run for ever. After a
        crash nobody knows which job of the batch was to blame, so each of them runs alone from then on: the others are
        done with at most one crash to their name. A second failure of any kind isolates a job likewise.
        """
        while first := self.runnable(lane).order_by(*QUEUE_ORDER).first():
            size = conf.queue("INTERACTIVE_BATCH" if first.priority >= Priority.PERSON else "BATCH")
            alike = self.runnable(lane).filter(batch_key=first.batch_key, crashes=0, attempts__lt=SUSPECT_ATTEMPTS)
            keys = alike.order_by(*QUEUE_ORDER).values_list("pk", flat=True)
            wanted = [first.pk] if first.is_suspect else list(keys[:size])
            claim = uuid.uuid4()
            # By key alone: with the lane named again, SQLite would read the whole queue for it.
            taken = self.filter(pk__in=wanted, state=JobState.READY).update(
                state=JobState.RUNNING,
                claim=claim,
                token=F("token") + 1,
                attempts=F("attempts") + 1,
                lease_until=_lease_end(),
                started_at=Now(),
                progress=0,
            )
            if taken:
                return list(self.filter(claim=claim, state=JobState.RUNNING).order_by(*QUEUE_ORDER))
        return []

    def renew(self, claim: uuid.UUID, progress: int) -> set[int]:
        """Prolong the lease of a claim and note its progress; the keys of the jobs that are still its own."""
        mine = self.filter(claim=claim, state=JobState.RUNNING)
        mine.update(lease_until=_lease_end(), progress=progress)
        return set(mine.values_list("pk", flat=True))

    def held(self, claim: uuid.UUID) -> set[int]:
        return set(self.filter(claim=claim, state=JobState.RUNNING).values_list("pk", flat=True))

    def cancel(self) -> int:
        """Cancel what has not finished. The token moves on, so a worker in the middle of it can write nothing."""
        return self.unfinished().update(state=JobState.CANCELLED, token=F("token") + 1, finished_at=Now())

    def retry(self) -> int:
        """Make failed, quarantined, cancelled or stale jobs runnable again, with a clean count of attempts."""
        again = (JobState.FAILED, JobState.QUARANTINED, JobState.CANCELLED, JobState.STALE)
        return self.filter(state__in=again).update(
            state=JobState.READY, token=F("token") + 1, attempts=0, crashes=0, run_after=Now(), finished_at=None
        )

    def expired(self) -> JobQuerySet:
        return self.filter(state=JobState.RUNNING, lease_until__lt=Now())

    def rescue_expired(self) -> tuple[int, list[GenerationJob]]:
        """Take jobs back from workers that died: how many are ready again, and those that killed too many and are not.

        A row that is locked is passed by: its worker is committing at this moment, or froze while it did, and whoever
        waited for a frozen process would freeze with it.
        """
        with transaction.atomic():
            jobs = self.expired().defer("brief_data").select_for_update(skip_locked=True)
            rescued = [(job, job.rescue()) for job in jobs]
        quarantined = [job for job, state in rescued if state == JobState.QUARANTINED]
        return sum(state == JobState.READY for _job, state in rescued), quarantined

    def has_work(self, lane: str) -> bool:
        """Whether a worker of the lane would find something to do, now or after a sweep."""
        return self.runnable(lane).exists() or self.expired().filter(lane=lane).exists()

    def is_working(self, lane: str) -> bool:
        return self.filter(state=JobState.RUNNING, lane=lane, lease_until__gt=Now()).exists()

    def past_retention(self) -> JobQuerySet:
        """Jobs that ended long ago without drafts; a job with drafts stays, for it says where they come from."""
        since = Now() - timedelta(days=conf.limit("FINISHED_JOB_DAYS"))
        return self.exclude(state__in=UNFINISHED).filter(finished_at__lt=since, drafts=None)

    def lock_unfinished(self, product_model: str, product_id: str) -> None:
        """Wait for whoever is ending one of the product's jobs at this moment, and keep the next one waiting."""
        jobs = self.unfinished().filter(product_model=product_model, product_id=product_id).order_by("pk")
        list(jobs.select_for_update().values_list("pk"))

    def latest_fingerprint(self, product_model: str, product_id: str, recipe: str) -> str | None:
        """The facts the product's last job for this recipe was made from."""
        jobs = self.filter(product_model=product_model, product_id=product_id, recipe=recipe, is_preview=False)
        return jobs.order_by("-pk").values_list("facts_fingerprint", flat=True).first()

    def next_turn(self, lane: str, priority: int, user_id: int | None) -> int:
        """The turn of the next job that a user asks for: one after the user's own last, but none in the past.

        The past is what others have had while this user asked for nothing: the first turn still waiting. So a user
        with one job comes next, whatever number of jobs somebody else has waiting, and the claim needs only an index.
        """
        waiting = self.filter(lane=lane, state=JobState.READY, priority=priority)
        fresh = waiting.filter(attempts=0).order_by("turn").values_list("turn", flat=True)
        # Ordered as the index is, for PostgreSQL would otherwise sort all that nobody in particular asked for.
        own = waiting.filter(requested_by=user_id).order_by("-requested_by_id", "-turn").values_list("turn", flat=True)
        return max(fresh.first() or 0, (own.first() or 0) + 1)

    def quarantine(self) -> int:
        """Set jobs aside, so that none of them runs until a person tries it again."""
        kept = (JobState.SUCCESSFUL, JobState.QUARANTINED)
        return self.exclude(state__in=kept).update(
            state=JobState.QUARANTINED, token=F("token") + 1, lease_until=None, finished_at=Now()
        )


def _lease_end() -> Any:
    return Now() + Value(timedelta(seconds=conf.queue("LEASE_SECONDS")), models.DurationField())
