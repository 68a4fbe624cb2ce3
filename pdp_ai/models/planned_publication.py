"""A publication at a time that a person chose: a row that waits, so that no restart forgets it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pdp_ai.models.draft import MediaDraft
from pdp_ai.models.product_reference import ProductReference

#: Seconds that a worker may take for one publication before another takes it over.
LEASE_SECONDS = 300


class PlanState(models.TextChoices):
    WAITING = "waiting", _("planned")
    DONE = "done", _("published")
    STOPPED = "stopped", _("stopped")
    CANCELLED = "cancelled", _("cancelled")


class PlanQuerySet(models.QuerySet["PlannedPublication"]):
    def waiting(self) -> PlanQuerySet:
        return self.filter(state=PlanState.WAITING)

    def on_the_list(self) -> PlanQuerySet:
        """What people should know of: what waits, and what was stopped and nobody has looked at; the next first."""
        return self.filter(state__in=(PlanState.WAITING, PlanState.STOPPED)).order_by("publish_at", "pk")

    def due(self) -> PlanQuerySet:
        free = Q(held_until=None) | Q(held_until__lt=Now())
        return self.waiting().filter(free, publish_at__lte=Now())

    def claim(self) -> PlannedPublication | None:
        """The next that is due, for a while nobody else's; its attempt is counted before the work."""
        while first := self.due().select_related("draft__job", "planned_by").order_by("publish_at", "pk").first():
            until = Now() + timedelta(seconds=LEASE_SECONDS)
            if self.due().filter(pk=first.pk).update(held_until=until, attempts=F("attempts") + 1):
                first.attempts += 1
                return first
        return None

    def settle(self, plan: PlannedPublication, state: PlanState, **changes: Any) -> bool:
        """End it; False when it was cancelled, or is in other hands by now."""
        return self.waiting().filter(pk=plan.pk, attempts=plan.attempts).update(state=state, **changes) == 1

    def cancel(self) -> int:
        """Also of stopped ones, which then leave the list."""
        return self.on_the_list().order_by().update(state=PlanState.CANCELLED)


class PlannedPublication(ProductReference):
    State = PlanState

    draft = models.ForeignKey(MediaDraft, verbose_name=_("draft"), on_delete=models.CASCADE, related_name="plans")
    publish_at = models.DateTimeField(_("goes live on"))
    state = models.CharField(_("state"), max_length=10, choices=PlanState, default=PlanState.WAITING)
    #: Who is asked for the permission once more when the time has come. Without an account there is none.
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("planned by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    planned_at = models.DateTimeField(_("planned at"), db_default=Now())
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    held_until = models.DateTimeField(null=True, editable=False)
    #: Why it was stopped, as `sentences.message_as_dict` writes it.
    why = models.JSONField(_("why"), default=dict)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned publication")
        verbose_name_plural = _("planned publications")
        ordering = ["publish_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draft"], condition=Q(state="waiting"), name="pdp_ai_one_plan_a_draft")
        ]
        indexes = [
            models.Index(fields=["state", "publish_at"], name="pdp_ai_plan_due"),
            models.Index(fields=["product_model", "product_id", "state"], name="pdp_ai_plan_product"),
        ]

    def __str__(self) -> str:
        return f"{self.draft}: {self.publish_at:%Y-%m-%d %H:%M}"
