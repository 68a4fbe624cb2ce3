"""A request for more products than a web server has time for: worked through in chunks, each in its own transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pdp_ai import conf

#: Products in one chunk, and so in one transaction.
CHUNK = 200
#: A chunk's worker is taken for dead after so many times the lease of a job.
LEASES = 2
#: Days that a selection nobody asked anything for is kept.
DRAFT_DAYS = 1


class BulkState(models.TextChoices):
    DRAFT = "draft", _("not asked for yet")
    WAITING = "waiting", _("being worked through")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")
    REFUSED = "refused", _("stopped by a limit")
    FAILED = "failed", _("failed")


class BulkRequestQuerySet(models.QuerySet["BulkRequest"]):
    def store(self, keys: Mapping[str, Iterable[object]], user_id: int | None) -> BulkRequest:
        """Keep a selection, by model label, until it is asked for; forgotten ones are cleared away."""
        self.filter(state=BulkState.DRAFT, created_at__lt=Now() - timedelta(days=DRAFT_DAYS)).delete()
        with transaction.atomic():
            bulk = self.create(requested_by_id=user_id)
            for label, group in keys.items():
                chunks = (BulkChunk(bulk=bulk, product_model=label, keys=part) for part in _parts(group))
                while batch := list(islice(chunks, 100)):
                    BulkChunk.objects.bulk_create(batch)
                    bulk.products += sum(len(chunk.keys) for chunk in batch)
            bulk.save(update_fields=["products"])
        return bulk

    def waiting(self) -> BulkRequestQuerySet:
        return self.filter(state=BulkState.WAITING).order_by("pk")

    def begin(self, wish: dict[str, Any]) -> int:
        return self.filter(state=BulkState.DRAFT).update(state=BulkState.WAITING, wish=wish, asked_at=Now())

    def go_on(self) -> int:
        """Take up again what was cancelled, refused or failed, at the chunk it stopped at."""
        stopped = (BulkState.CANCELLED, BulkState.REFUSED, BulkState.FAILED)
        return self.filter(state__in=stopped).update(
            state=BulkState.WAITING, message="", finished_at=None, holder=None, held_until=None
        )

    def end(self, state: BulkState, message: str = "") -> int:
        return self.filter(state=BulkState.WAITING).update(state=state, message=message[:500], finished_at=Now())

    def hold(self, pk: int, holder: uuid.UUID) -> bool:
        """Whether the caller may work on the request; renewed with each chunk, and free again when its worker died."""
        free = Q(holder=None) | Q(holder=holder) | Q(held_until__lt=Now())
        lease = timedelta(seconds=LEASES * conf.queue("LEASE_SECONDS"))
        until = Now() + Value(lease, models.DurationField())
        held = self.filter(free, pk=pk, state=BulkState.WAITING)
        return held.update(holder=holder, held_until=until) == 1

    def release(self, holder: uuid.UUID) -> None:
        """The worker turns to other things; the next one need not wait for the lease to end."""
        self.filter(holder=holder).update(holder=None, held_until=None)

    def stuck(self) -> BulkRequestQuerySet:
        """Those that nobody works on."""
        return self.waiting().filter(Q(holder=None) | Q(held_until__lt=Now()))

    def settle(self, chunk: BulkChunk, holder: uuid.UUID, **counts: int) -> bool:
        """Strike a chunk off and count what came of it; False when it is no longer the caller's to do so."""
        mine = self.filter(pk=chunk.bulk_id, holder=holder, state=BulkState.WAITING)
        added = {name: F(name) + count for name, count in counts.items()}
        if mine.update(done=F("done") + len(chunk.keys), **added) != 1:
            return False
        chunk.delete()
        return True


class BulkRequest(models.Model):
    State = BulkState

    state = models.CharField(_("state"), max_length=10, choices=BulkState, default=BulkState.DRAFT)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: The `Wish` as JSON.
    wish = models.JSONField(default=dict, editable=False)
    #: Products in all, and those looked at.
    products = models.PositiveIntegerField(_("products"), default=0)
    done = models.PositiveIntegerField(_("products done"), default=0)
    jobs = models.PositiveIntegerField(_("jobs"), default=0)
    skipped = models.PositiveIntegerField(_("left out"), default=0)
    #: Why it stopped before its end.
    message = models.CharField(_("what went wrong"), max_length=500, blank=True)
    holder = models.UUIDField(null=True, editable=False)
    held_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("chosen at"), db_default=Now())
    asked_at = models.DateTimeField(_("asked at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = BulkRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("large request")
        verbose_name_plural = _("large requests")
        indexes = [models.Index(fields=["state", "finished_at"], name="pdp_ai_bulk_state")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.done}/{self.products}"


class BulkChunk(models.Model):
    """Products still to be looked at; the row goes in the transaction that writes their jobs."""

    bulk = models.ForeignKey(BulkRequest, on_delete=models.CASCADE, related_name="chunks")
    product_model = models.CharField(_("product model"), max_length=100)
    keys = models.JSONField(_("product keys"))

    class Meta:
        verbose_name = _("chunk of a large request")
        verbose_name_plural = _("chunks of large requests")

    def __str__(self) -> str:
        return f"{self.product_model}: {len(self.keys)}"


def _parts(keys: Iterable[object]) -> Iterator[list[str]]:
    iterator = map(str, keys)
    return iter(lambda: list(islice(iterator, CHUNK)), [])
