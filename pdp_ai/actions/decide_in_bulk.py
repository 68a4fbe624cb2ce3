"""One decision on many drafts: each through its own action, the refused counted and never in the others' way."""

from __future__ import annotations

import logging
import time
import uuid
from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from pdp_ai.actions.bulk_kinds import KINDS
from pdp_ai.actions.notify import notify_of_conflict
from pdp_ai.actions.permissions import Actor, require
from pdp_ai.actions.ring_lane import ring_lane
from pdp_ai.exceptions import GenerationStopped, PdpAiError, PublishConflict, TransitionRefused
from pdp_ai.models import BulkDecision, BulkDecisionChunk, MediaDraft
from pdp_ai.models.bulk_decision import BulkDecisionState, BulkKind
from pdp_ai.say import say

logger = logging.getLogger(__name__)

#: A worker turns to other things after this long; the sweep leads it back.
SLICE_SECONDS = 60.0
#: What is done while the person waits for the page: sixty drafts need no worker.
AT_ONCE_SECONDS = 2.0


def begin_bulk_decision(bulk: BulkDecision, data: dict[str, Any], *, user: Actor) -> None:
    """Decide on the stored selection; small ones are done when this returns.

    Raises `PermissionDenied`, and `TransitionRefused` when it was decided on before.
    """
    _require_own(bulk, user)
    if not BulkDecision.objects.filter(pk=bulk.pk).begin({**data, "reader": get_language()}):
        raise TransitionRefused
    _work_at_once(user)


def stop_bulk_decision(bulk: BulkDecision, *, user: Actor) -> bool:
    """Leave the rest as it is; what was done stays, until it is taken back."""
    _require_own(bulk, user)
    return BulkDecision.objects.filter(pk=bulk.pk).stop()


def resume_bulk_decision(bulk: BulkDecision, *, user: Actor) -> bool:
    _require_own(bulk, user)
    again = BulkDecision.objects.filter(pk=bulk.pk).go_on()
    if again:
        _work_at_once(user)
    return again


def reverse_bulk_decision(bulk: BulkDecision, *, user: Actor) -> bool:
    """Take all of it back, the last first, but for drafts that somebody has decided on since."""
    _require_own(bulk, user)
    begun = BulkDecision.objects.filter(pk=bulk.pk).reverse_all()
    if begun:
        _work_at_once(user)
    return begun


def work_off_bulk_decisions(seconds: float = SLICE_SECONDS, *, told: Actor = None) -> int:
    """Work on what was decided, chunk by chunk; the number of chunks done. Safe to run twice at once.

    `told` is who waits for it, and sees on the page what comes of it.
    """
    holder = uuid.uuid4()
    count, started = 0, time.monotonic()
    try:
        while bulk := next((one for one in BulkDecision.objects.working() if _hold(one, holder)), None):
            if count and time.monotonic() - started > seconds:
                ring_lane("cpu")
                break
            count += _work_off(bulk, holder, told)
    finally:
        BulkDecision.objects.release(holder)
    return count


def _work_at_once(user: Actor) -> None:
    work_off_bulk_decisions(AT_ONCE_SECONDS, told=user)


def _hold(bulk: BulkDecision, holder: uuid.UUID) -> bool:
    return BulkDecision.objects.hold(bulk.pk, holder)


def _work_off(bulk: BulkDecision, holder: uuid.UUID, told: Actor) -> int:
    """One chunk in one transaction: it is decided and struck off, or neither."""
    chunk = bulk.next_chunk()
    back = bulk.state == BulkDecisionState.REVERSING
    if chunk is None:
        state = BulkDecisionState.REVERSED if back else BulkDecisionState.DONE
        BulkDecision.objects.settle(bulk, holder, state=state)
        return 0
    try:
        # Reasons are kept as they are said, and whoever decided is the only one who reads them.
        with override(bulk.data.get("reader")), transaction.atomic():
            (_take_back if back else _decide)(bulk, chunk, holder, told)
    except GenerationStopped:
        return 0
    logger.info("chunk decided", extra={"action": "bulk_decision", "bulk": bulk.pk, "kind": bulk.kind})
    return 1


def _decide(bulk: BulkDecision, chunk: BulkDecisionChunk, holder: uuid.UUID, told: Actor) -> None:
    refused = Counter(bulk.refused)
    for draft in _in_order(bulk, chunk):
        try:
            with transaction.atomic():
                chunk.changes += KINDS[bulk.kind].decide(draft, bulk.data, bulk.decided_by)
                changed = True
        except DatabaseError:
            raise
        except Exception as problem:  # noqa: BLE001  # what the shop's code raises over one draft stops no other
            refused[_why(problem, draft)] += 1
            changed = False
            if isinstance(problem, PublishConflict) and bulk.kind == BulkKind.PUBLISH:
                notify_of_conflict(draft, user=bulk.decided_by, told=told, is_one_of_many=True)
        bulk.changed += changed
    chunk.is_done = True
    chunk.save()
    counts = {"done": F("done") + len(chunk.keys), "changed": bulk.changed, "refused": dict(refused)}
    if not BulkDecision.objects.settle(bulk, holder, **counts):
        raise GenerationStopped


def _in_order(bulk: BulkDecision, chunk: BulkDecisionChunk) -> list[MediaDraft]:
    """The best of several candidates is approved, however they were ticked; what was published last is undone first."""
    drafts = MediaDraft.objects.select_related("job").filter(pk__in=chunk.keys)
    if bulk.kind == BulkKind.UNDO:
        return sorted(drafts, key=lambda draft: chunk.keys.index(draft.pk))
    return list(drafts.order_by("severity", "candidate", "pk"))


def _take_back(bulk: BulkDecision, chunk: BulkDecisionChunk, holder: uuid.UUID, _told: Actor) -> None:
    refused = Counter(bulk.refused)
    for key in reversed(chunk.changes):
        try:
            with transaction.atomic():
                KINDS[bulk.kind].take_back(key, bulk.decided_by)
                bulk.reversed += 1
        except DatabaseError:
            raise
        except Exception as problem:  # noqa: BLE001  # as above
            refused[_("Not taken back. %(why)s") % {"why": _why(problem, key)}] += 1
    chunk.delete()
    if not BulkDecision.objects.settle(bulk, holder, reversed=bulk.reversed, refused=dict(refused)):
        raise GenerationStopped


def _why(problem: Exception, about: object) -> str:
    """For whoever decided; what nobody foresaw is told to the log in full."""
    if isinstance(problem, (PdpAiError, PermissionDenied)):
        return say(problem)
    logger.error("one of many broke: %s", about, extra={"action": "bulk_decision"}, exc_info=problem)
    return _("Something broke: %(error)s") % {"error": f"{type(problem).__name__}: {problem}"}


def _require_own(bulk: BulkDecision, user: Actor) -> None:
    require(user, KINDS[bulk.kind].permission)
    if user is None or bulk.decided_by_id != user.pk:
        raise PermissionDenied
