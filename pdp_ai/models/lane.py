"""One row for each worker lane: whether its doorbell hangs ringing, and when a worker was last seen."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pdp_ai import conf


class LaneQuerySet(models.QuerySet["Lane"]):
    def ring(self, name: str) -> bool:
        """Whether the caller is to ring: no, while an earlier ring waits to be answered."""
        stale = Now() - timedelta(seconds=conf.queue("DOORBELL_SECONDS"))
        free = self.filter(Q(rung_at__isnull=True) | Q(rung_at__lt=stale), name=name)
        if free.update(rung_at=Now()) == 1:
            return True
        if self.filter(name=name).exists():
            return False
        self.bulk_create([Lane(name=name)], ignore_conflicts=True)
        return free.update(rung_at=Now()) == 1

    def answer(self, name: str) -> None:
        """A worker stands at the door: the next request rings again."""
        self.filter(name=name).update(rung_at=None)

    def mark_seen(self, name: str) -> None:
        self.bulk_create([Lane(name=name)], ignore_conflicts=True)
        self.filter(name=name).update(seen_at=Now())

    def open(self, name: str) -> None:
        """A cluster starts to serve the lane; whoever rang before may have rung at its predecessor."""
        self.mark_seen(name)
        self.answer(name)

    def without_worker(self, seconds: int = 90) -> list[str]:
        """The lanes whose worker has not been seen for `seconds`."""
        since = Now() - timedelta(seconds=seconds)
        seen = set(self.filter(seen_at__gte=since).values_list("name", flat=True))
        return [name for name in conf.queue("CLUSTERS") if name not in seen]


class Lane(models.Model):
    name = models.CharField(_("name"), max_length=20, primary_key=True)
    #: When the doorbell was rung, until a worker answers it.
    rung_at = models.DateTimeField(_("rung at"), null=True, editable=False)
    #: When the lane's cluster last showed itself.
    seen_at = models.DateTimeField(_("worker seen at"), null=True, editable=False)

    objects = LaneQuerySet.as_manager()

    class Meta:
        verbose_name = _("lane")
        verbose_name_plural = _("lanes")

    def __str__(self) -> str:
        return self.name
