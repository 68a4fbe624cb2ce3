"""Ask for media for more products than a web server has time for: the request becomes rows that a worker works off."""

from __future__ import annotations

import logging
import time
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from pdp_ai import registry
from pdp_ai.actions.failpoint import failpoint
from pdp_ai.actions.permissions import CANCEL, GENERATE, Actor, require, require_any
from pdp_ai.actions.request_generation import RequestResult, Wish, request_generation
from pdp_ai.actions.ring_lane import Doorbell, ring
from pdp_ai.exceptions import GenerationStopped, LimitReached, PdpAiError, TransitionRefused
from pdp_ai.models import BulkChunk, BulkRequest, Lane, Style
from pdp_ai.models.bulk_request import BulkState
from pdp_ai.models.job_state import Priority
from pdp_ai.say import say

logger = logging.getLogger(__name__)

#: A worker rings again after this long, so that the lane's other work is not kept waiting.
SLICE_SECONDS = 20.0

DOORBELL = Doorbell("bulk", "cpu", "pdp_ai.tasks.work_off_bulk_requests")


def begin_bulk_request(bulk: BulkRequest, wish: Wish, *, user: Actor = None) -> None:
    """Ask for the stored selection. Raises `PermissionDenied`, and `TransitionRefused` when it was asked for before."""
    require(user, GENERATE)
    if user is not None and bulk.requested_by_id != user.pk:
        raise PermissionDenied
    data = {
        "slots": list(wish.slots),
        "style": wish.style.pk if wish.style else None,
        "candidates": wish.candidates,
        "fill": wish.fill,
        "hint": wish.hint,
        "language": wish.language,
    }
    if not BulkRequest.objects.filter(pk=bulk.pk).begin(data):
        raise TransitionRefused
    ring(DOORBELL)


def cancel_bulk_request(pk: int, *, user: Actor = None) -> bool:
    """Ask for no more of its products; jobs that were written stay. Raises `PermissionDenied`."""
    bulk = BulkRequest.objects.filter(pk=pk)
    own = user is not None and bulk.filter(requested_by=user.pk).exists()
    require_any(user, CANCEL, *([GENERATE] if own else []))
    return bulk.end(BulkState.CANCELLED) == 1


def resume_bulk_request(pk: int, *, user: Actor = None) -> bool:
    """Go on with a request that was cancelled or had to stop. Raises `PermissionDenied`."""
    require(user, GENERATE)
    again = BulkRequest.objects.filter(pk=pk).go_on() == 1
    if again:
        ring(DOORBELL)
    return again


def work_off_bulk_requests(seconds: float = SLICE_SECONDS) -> int:
    """Write the jobs of the waiting requests, chunk by chunk; the number of chunks done. Safe to run twice at once.

    One chunk at least is done; after `seconds` the doorbell is rung for the rest.
    """
    Lane.objects.answer(DOORBELL.name)
    holder = uuid.uuid4()
    count, started = 0, time.monotonic()
    try:
        while bulk := next((one for one in BulkRequest.objects.waiting() if _hold(one, holder)), None):
            if count and time.monotonic() - started > seconds:
                ring(DOORBELL)
                break
            chunk = bulk.chunks.order_by("pk").first()
            if chunk is None:
                BulkRequest.objects.filter(pk=bulk.pk).end(BulkState.DONE)
            else:
                count += _work_off(bulk, chunk, holder)
    finally:
        BulkRequest.objects.release(holder)
    return count


def _hold(bulk: BulkRequest, holder: uuid.UUID) -> bool:
    return BulkRequest.objects.hold(bulk.pk, holder)


def _work_off(bulk: BulkRequest, chunk: BulkChunk, holder: uuid.UUID) -> int:
    """One chunk in one transaction: its jobs are written and it is struck off, or neither."""
    request = BulkRequest.objects.filter(pk=bulk.pk)
    try:
        with transaction.atomic():
            result = _request(bulk, chunk)
            counts = {"jobs": result.added, "skipped": len(result.skipped)}
            _settle(chunk, holder, counts)
            failpoint("chunk written, not committed")
    except GenerationStopped:
        return 0
    except LimitReached as limit:
        request.end(BulkState.REFUSED, str(limit))
        return 0
    except (PdpAiError, PermissionDenied) as error:
        request.end(BulkState.FAILED, say(error))
        logger.warning("large request stopped: %s", error, extra={"action": "bulk_stopped", "bulk": bulk.pk})
        return 0
    logger.info("chunk requested", extra={"action": "bulk_chunk", "bulk": bulk.pk, **counts})
    return 1


def _request(bulk: BulkRequest, chunk: BulkChunk) -> RequestResult:
    user = bulk.requested_by
    if user is not None and not user.is_active:
        raise PermissionDenied(_("Whoever asked for it may no longer sign in."))
    rows = registry.adapter_for(chunk.product_model).products()
    return request_generation(rows.filter(pk__in=chunk.keys), wish_of(bulk), user=user, limited=True)


def _settle(chunk: BulkChunk, holder: uuid.UUID, counts: dict[str, int]) -> None:
    """Raises `GenerationStopped` when the request was cancelled, or taken over by another worker."""
    if not BulkRequest.objects.settle(chunk, holder, **counts):
        raise GenerationStopped


def wish_of(bulk: BulkRequest) -> Wish:
    data: dict[str, Any] = dict(bulk.wish)
    style = Style.objects.filter(pk=data["style"]).first() if data["style"] else None
    return Wish(**{**data, "slots": tuple(data["slots"]), "style": style, "priority": Priority.BULK})


def ring_for_stuck_bulk_requests() -> bool:
    """For the sweep: whether a request was found that nobody works on, its doorbell lost or its worker dead."""
    stuck = BulkRequest.objects.stuck().exists()
    if stuck:
        ring(DOORBELL)
    return stuck
