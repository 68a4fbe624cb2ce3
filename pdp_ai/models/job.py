"""One brief to be run. Every transition is one conditional UPDATE, fenced by the token of the claim."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pdp_ai import conf
from pdp_ai.cleaning import clean_text
from pdp_ai.models.job_queue import SUSPECT_ATTEMPTS, JobQuerySet
from pdp_ai.models.job_state import UNFINISHED, JobState, Priority
from pdp_ai.models.product_reference import ProductReference
from pdp_ai.sentences import message_as_dict, sentence, with_clean_values
from pdp_ai.types import Brief


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
