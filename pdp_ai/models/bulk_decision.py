"""One decision on many drafts: worked through in chunks, each in a transaction of its own, and taken back as one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

#: Drafts in one chunk, and so in one transaction; fewer where files are copied into the shop's media meanwhile.
CHUNK = 25
PUBLISH_CHUNK = 5
#: Seconds after which a chunk's worker is taken for dead.
LEASE_SECONDS = 120
#: Days that a selection nobody decided on is kept.
DRAFT_DAYS = 1


class BulkKind(models.TextChoices):
    APPROVE = "approve", _("Approve")
    PUBLISH = "publish", _("Publish")
    LATER = "later", _("Publish at a time")
    REJECT = "reject", _("Reject")
    AGAIN = "again", _("Ask again")
    REPLACE = "replace", _("Replace words")
    UNDO = "undo", _("Undo")


class BulkDecisionState(models.TextChoices):
    DRAFT = "draft", _("not decided yet")
    WAITING = "waiting", _("being worked through")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("stopped")
    REVERSING = "reversing", _("being taken back")
    REVERSED = "reversed", _("taken back")


WORKING = (BulkDecisionState.WAITING, BulkDecisionState.REVERSING)


class BulkDecisionQuerySet(models.QuerySet["BulkDecision"]):
    def store(self, kind: BulkKind, drafts: Iterable[int], user_id: int) -> BulkDecision:
        """Keep a selection of drafts until it is decided on; forgotten ones are cleared away."""
        self.filter(state=BulkDecisionState.DRAFT, created_at__lt=Now() - timedelta(days=DRAFT_DAYS)).delete()
        size = PUBLISH_CHUNK if kind == BulkKind.PUBLISH else CHUNK
        with transaction.atomic():
            bulk = self.create(kind=kind, decided_by_id=user_id)
            chunks = (BulkDecisionChunk(bulk=bulk, keys=keys) for keys in _parts(drafts, size))
            while rows := list(islice(chunks, 200)):
                BulkDecisionChunk.objects.bulk_create(rows)
                bulk.drafts += sum(len(row.keys) for row in rows)
            bulk.save(update_fields=["drafts"])
        return bulk

    def begin(self, data: dict[str, Any]) -> bool:
        draft = self.filter(state=BulkDecisionState.DRAFT)
        return draft.update(state=BulkDecisionState.WAITING, data=data, begun_at=Now()) == 1

    def stop(self) -> bool:
        return self.filter(state=BulkDecisionState.WAITING).update(state=BulkDecisionState.CANCELLED) == 1

    def go_on(self) -> bool:
        return self.filter(state=BulkDecisionState.CANCELLED).update(state=BulkDecisionState.WAITING) == 1

    def reverse_all(self) -> bool:
        """Begin to take back what was done; what was not reached yet stays undone."""
        ended = self.filter(state__in=(BulkDecisionState.DONE, BulkDecisionState.CANCELLED))
        return ended.update(state=BulkDecisionState.REVERSING) == 1

    def working(self) -> BulkDecisionQuerySet:
        return self.filter(state__in=WORKING).order_by("pk")

    def stuck(self) -> BulkDecisionQuerySet:
        """Those that nobody works on."""
        return self.working().filter(Q(holder=None) | Q(held_until__lt=Now()))

    def hold(self, pk: int, holder: uuid.UUID) -> bool:
        """Whether the caller may work on it; renewed with each chunk, and free again when its worker died."""
        free = Q(holder=None) | Q(holder=holder) | Q(held_until__lt=Now())
        until = Now() + Value(timedelta(seconds=LEASE_SECONDS), models.DurationField())
        return self.working().filter(free, pk=pk).update(holder=holder, held_until=until) == 1

    def release(self, holder: uuid.UUID) -> None:
        self.filter(holder=holder).update(holder=None, held_until=None)

    def settle(self, bulk: BulkDecision, holder: uuid.UUID, **changes: Any) -> bool:
        """Write what came of a chunk; False when the decision was stopped, or is in other hands by now."""
        return self.filter(pk=bulk.pk, state=bulk.state, holder=holder).update(**changes) == 1


class BulkDecision(models.Model):
    Kind = BulkKind
    State = BulkDecisionState

    kind = models.CharField(_("decision"), max_length=10, choices=BulkKind)
    state = models.CharField(
        _("state"), max_length=10, choices=BulkDecisionState, default=BulkDecisionState.DRAFT, db_index=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: ``reason``, ``hint``, ``at``, or ``find`` and ``replacement``; and the ``reader``'s language.
    data = models.JSONField(default=dict, editable=False)
    #: Drafts chosen, looked at, changed, and changed back.
    drafts = models.PositiveIntegerField(_("drafts"), default=0)
    done = models.PositiveIntegerField(_("looked at"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    reversed = models.PositiveIntegerField(_("taken back"), default=0)
    #: Why drafts were left as they are, and how many.
    refused = models.JSONField(_("left as they are"), default=dict)
    holder = models.UUIDField(null=True, editable=False)
    held_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("chosen at"), db_default=Now())
    begun_at = models.DateTimeField(_("decided at"), null=True)

    objects = BulkDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk decision")
        verbose_name_plural = _("bulk decisions")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.done}/{self.drafts}"

    def chunks_of_keys(self) -> Iterator[list[int]]:
        """The chosen drafts' keys, chunk by chunk."""
        yield from self.chunks.order_by("pk").values_list("keys", flat=True).iterator()

    def next_chunk(self) -> BulkDecisionChunk | None:
        """What is to be worked on next: forwards while deciding, backwards while taking back."""
        if self.state == BulkDecisionState.REVERSING:
            return self.chunks.filter(is_done=True).order_by("-pk").first()
        return self.chunks.filter(is_done=False).order_by("pk").first()


class BulkDecisionChunk(models.Model):
    bulk = models.ForeignKey(BulkDecision, on_delete=models.CASCADE, related_name="chunks")
    keys = models.JSONField(_("drafts"))
    is_done = models.BooleanField(_("done"), default=False)
    #: What is needed to take each change back: the keys of audit entries, or of jobs.
    changes = models.JSONField(_("changes"), default=list)

    class Meta:
        verbose_name = _("chunk of a bulk decision")
        verbose_name_plural = _("chunks of bulk decisions")
        indexes = [models.Index(fields=["bulk", "is_done", "id"], name="pdp_ai_bulk_chunk_next")]

    def __str__(self) -> str:
        return f"{self.bulk_id}: {len(self.keys)}"


def _parts(keys: Iterable[int], size: int) -> Iterator[list[int]]:
    iterator = iter(keys)
    return iter(lambda: list(islice(iterator, size)), [])
