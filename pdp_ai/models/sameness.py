"""The report on texts that say the same: for each slot the latest comparison, made by a worker and kept to be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class SamenessQuerySet(models.QuerySet["SamenessReport"]):
    def ask(self, slots: Sequence[str], engine: str, user_id: int | None) -> None:
        """Have these slots compared; what was found before stays until then."""
        for slot in slots:
            self.get_or_create(slot=slot)
        self.filter(slot__in=slots).update(
            asks=F("asks") + 1, asked_at=Now(), asked_by_id=user_id, engine=engine, starts=0, problem={}
        )

    def waiting(self) -> SamenessQuerySet:
        return self.filter(asked_at__isnull=False).order_by("asked_at", "pk")

    def start(self, pk: int) -> None:
        """Counted before the work, so that a comparison that kills its worker is not begun for ever."""
        self.filter(pk=pk).update(starts=F("starts") + 1)

    def finish(self, report: SamenessReport, **found: Any) -> int:
        """Keep what came of it; 0 when it was asked for anew meanwhile, which then still waits."""
        return self.filter(pk=report.pk, asks=report.asks).update(asked_at=None, **found)


class SamenessReport(models.Model):
    slot = models.CharField(_("slot"), max_length=40, unique=True)
    #: Counts the requests, so that what was found for an older one doesn't pass for the newest.
    asks = models.PositiveIntegerField(default=0)
    #: When a comparison was asked for that has not been made yet.
    asked_at = models.DateTimeField(_("asked at"), null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Alias of the embedding engine that is to compare what texts say; empty for their words.
    engine = models.CharField(_("engine"), max_length=80, blank=True)
    starts = models.PositiveSmallIntegerField(default=0)
    #: What went wrong the last time: code and message, as on a job.
    problem = models.JSONField(_("what went wrong"), default=dict, blank=True)
    computed_at = models.DateTimeField(_("computed at"), null=True)
    #: Of what was computed then.
    computed_by = models.CharField(_("engine"), max_length=80, blank=True)
    drafts = models.PositiveIntegerField(_("drafts compared"), default=0)
    #: ``[{"likeness": 0.93, "drafts": [primary keys]}]``, the largest group first.
    groups = models.JSONField(_("groups"), default=list)

    objects = SamenessQuerySet.as_manager()

    class Meta:
        verbose_name = _("report on texts that say the same")
        verbose_name_plural = _("reports on texts that say the same")
        ordering = ["slot"]

    def __str__(self) -> str:
        return self.slot
