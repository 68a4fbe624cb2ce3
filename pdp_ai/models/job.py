"""One brief to be run. Every transition is one conditional UPDATE, fenced by the token of the claim."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pdp_ai import conf
from pdp_ai.cleaning import clean_text
from pdp_ai.models.engine_pause import EnginePause
from pdp_ai.models.product_reference import ProductReference
from pdp_ai.sentences import message_as_dict, sentence, with_clean_values
from pdp_ai.types import Brief


class JobState(models.TextChoices):
    READY = "ready", _("waiting")
    RUNNING = "running", _("running")
    SUCCESSFUL = "successful", _("successful")
    FAILED = "failed", _("failed")
    QUARANTINED = "quarantined", _("quarantined")
    CANCELLED = "cancelled", _("cancelled")
    STALE = "stale", _("out of date")


#: States that a worker may still change.
UNFINISHED = (JobState.READY, JobState.RUNNING)

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


class Priority(models.IntegerChoices):
    """Who waits for the job; the higher runs first."""

    BULK = 10, _("backfill")
    SAVE = 50, _("saved product")
    PERSON = 100, _("person")


class GenerationJob(ProductReference):
    State = JobState
    Priority = Priority

    state = models.CharField(_("state"), max_length=12, choices=JobState, default=JobState.READY)
    #: Alias in ``PDP_AI["RECIPES"]``.
    recipe = models.CharField(_("recipe"), max_length=40)
    lane = models.CharField(_("lane"), max_length=20)
    #: Jobs with the same key ask the same engine and may be claimed together.
    batch_key = models.CharField(max_length=80)
    brief_data = models.JSONField(_("brief"))
    #: Identity: the brief and how the recipe makes it.
    fingerprint = models.CharField(max_length=64, editable=False)
    #: Of the facts as inputs; the job is stale when the product's no longer equal it.
    facts_fingerprint = models.CharField(max_length=64, editable=False)
    style = models.ForeignKey(
        "pdp_ai.Style", verbose_name=_("style"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Tries a style out: what comes of it is shown for a day and can never be published (`StylePreview`).
    is_preview = models.BooleanField(_("preview"), default=False)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.PERSON)
    #: Its place among jobs of the same priority: every user's next job comes before anybody's next but one.
    turn = models.PositiveBigIntegerField(default=0, editable=False)
    run_after = models.DateTimeField(_("not before"), db_default=Now())
    #: Its index is the one for turns.
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )

    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    #: Attempts whose worker died.
    crashes = models.PositiveSmallIntegerField(_("crashes"), default=0)
    #: Moves with every claim, cancellation and rescue; a write with an old token changes nothing.
    token = models.PositiveIntegerField(default=0, editable=False)
    #: The batch it was claimed with.
    claim = models.UUIDField(null=True, editable=False)
    #: On the database's clock.
    lease_until = models.DateTimeField(null=True, editable=False)
    #: Per cent of what the claim's engine was last asked for; written by the heartbeat, a few seconds behind.
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    #: ``[{"at", "attempt", "code", "message", "template", "values"}]``, oldest first; the last two where the message
    #: can be said in other languages.
    errors = models.JSONField(_("errors"), default=list)
    #: How varied its candidates are, by place (see `quality.similarity.Spread`); empty where there is one candidate.
    spread = models.JSONField(_("spread"), default=dict)
    #: What servers asked for its answers, all attempts that came to an end together, in ``LIMITS["CURRENCY"]``.
    cost = models.DecimalField(_("cost"), max_digits=16, decimal_places=8, default=0)

    created_at = models.DateTimeField(_("asked at"), db_default=Now())
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("generation job")
        verbose_name_plural = _("generation jobs")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product_model", "product_id", "recipe", "fingerprint"],
                condition=Q(state__in=UNFINISHED),
                name="pdp_ai_one_unfinished_job_per_request",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lane", "state", "-priority", "turn", "run_after", "id", "batch_key"], name="pdp_ai_job_queue"
            ),
            models.Index(fields=["batch_key", "lane", "state", "-priority", "turn"], name="pdp_ai_job_alike"),
            models.Index(fields=["requested_by", "state", "lane", "priority", "turn"], name="pdp_ai_job_turn"),
            # Of ended jobs alone: SQLite would otherwise prefer it to better ones for jobs that wait.
            models.Index(
                fields=["state", "finished_at"], name="pdp_ai_job_finished", condition=Q(finished_at__isnull=False)
            ),
            models.Index(fields=["product_model", "product_id", "recipe"], name="pdp_ai_job_product"),
            models.Index(fields=["claim"], name="pdp_ai_job_held"),
        ]

    def __str__(self) -> str:
        return f"{self.recipe}: {self.product_name}"

    @property
    def brief(self) -> Brief:
        return Brief.from_dict(self.brief_data)

    @property
    def last_error(self) -> dict[str, Any] | None:
        return self.errors[-1] if self.errors else None

    def add_cost(self, cost: float) -> None:
        """Note what an attempt cost, whatever comes of it; a claim that is no longer ours has cost as much."""
        if cost:
            GenerationJob.objects.filter(pk=self.pk).update(cost=F("cost") + Decimal(str(cost)))

    def finish(self, state: JobState, *, code: str = "", message: str = "") -> bool:
        """End a claimed job; False when the claim is no longer ours."""
        self._note_error(code, message)
        return self._move(state=state, finished_at=Now(), errors=self.errors, spread=self.spread)

    def retry_later(self, *, code: str, message: str) -> bool:
        """Give a claimed job back for another attempt, each wait about twice the one before.

        The wait is spread by a tenth, so that jobs that failed together do not all come back at once.
        """
        self._note_error(code, message)
        seconds = conf.queue("BACKOFF_SECONDS") * 2 ** (self.attempts - 1) * random.uniform(0.9, 1.1)  # noqa: S311
        wait = timedelta(seconds=seconds)
        return self._move(state=JobState.READY, run_after=Now() + wait, errors=self.errors)

    def release(self) -> bool:
        """Give a claimed job back as if it had never been claimed: its worker was told to leave."""
        return self._move(state=JobState.READY, attempts=Case(When(attempts__gt=0, then=F("attempts") - 1), default=0))

    def rescue(self) -> JobState | None:
        """Take the job from a worker that let its lease expire; None when the worker or somebody else was quicker."""
        crashes = self.crashes + 1
        worn_out = crashes >= conf.queue("MAX_CRASHES") or self.attempts >= conf.queue("MAX_ATTEMPTS")
        state = JobState.QUARANTINED if worn_out else JobState.READY
        self._note_error("worker_died", sentence("The worker died, or was cut off, while it ran this job."))
        held = GenerationJob.objects.filter(pk=self.pk, state=JobState.RUNNING, token=self.token)
        taken = held.filter(lease_until__lt=Now()).update(
            state=state,
            token=F("token") + 1,
            crashes=crashes,
            errors=self.errors,
            lease_until=None,
            **({"finished_at": Now()} if worn_out else {"run_after": Now()}),
        )
        return state if taken else None

    @property
    def is_suspect(self) -> bool:
        """Whether it may be this job that harms whatever runs beside it."""
        return self.crashes > 0 or self.attempts >= SUSPECT_ATTEMPTS

    @property
    def may_retry(self) -> bool:
        return self.attempts < int(conf.queue("MAX_ATTEMPTS"))

    def _note_error(self, code: str, message: str) -> None:
        if code:
            # An engine may say anything, NUL included.
            text = message_as_dict(with_clean_values(message, partial(clean_text, max_characters=2_000)))
            error = {"at": timezone.now().isoformat(), "attempt": self.attempts, "code": code, **text}
            self.errors = [*self.errors, error]

    def _move(self, **changes: Any) -> bool:
        mine = GenerationJob.objects.filter(pk=self.pk, state=JobState.RUNNING, token=self.token)
        if mine.update(lease_until=None, **changes) != 1:
            return False
        self.state = changes["state"]
        return True


def _lease_end() -> Any:
    return Now() + Value(timedelta(seconds=conf.queue("LEASE_SECONDS")), models.DurationField())
