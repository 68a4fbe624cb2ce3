"""How much of a limit is used: one counter row for each limit of a person or of the site, and for each day.

The counter is moved by one conditional UPDATE, so that any number of requests at once accept exactly what the limit
allows. What waits is counted up only; where that counter refuses, it is counted anew from the jobs themselves, so that
nobody has to remember to count down when a job ends, whichever way it ends.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class QuotaQuerySet(models.QuerySet["Quota"]):
    def hold(self, key: str) -> None:
        """Lock the counter until the transaction ends: an UPDATE that changes nothing does so on every database.

        A new day's counter takes the place of those of the days before.
        """
        if not self.filter(key=key).update(used=F("used")):
            self.bulk_create([Quota(key=key)], ignore_conflicts=True)
            self.filter(key__startswith=f"{key.rpartition(':')[0]}:").exclude(key=key).delete()
            self.filter(key=key).update(used=F("used"))

    def take(self, key: str, count: int, allowed: int | None) -> bool:
        """Count `count` more, unless that would pass what is allowed; None counts without a limit."""
        counter = self.filter(key=key)
        if allowed is not None:
            counter = counter.filter(used__lte=allowed - count)
        return counter.update(used=F("used") + count) == 1

    def set_used(self, key: str, used: int) -> None:
        self.filter(key=key).update(used=used)

    def used(self, key: str) -> int:
        return self.filter(key=key).values_list("used", flat=True).first() or 0


class Quota(models.Model):
    #: ``"USER_DAILY:7:2026-01-31"``, ``"SITE_WAITING"``: the limit, whose it is and the day it counts.
    key = models.CharField(_("key"), max_length=120, primary_key=True)
    used = models.PositiveBigIntegerField(_("used"), default=0)

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("used quota")
        verbose_name_plural = _("used quotas")

    def __str__(self) -> str:
        return f"{self.key}: {self.used}"
