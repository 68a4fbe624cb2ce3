"""Products were saved: where their facts changed, ask for the drafts that the shop wants made by itself."""

from __future__ import annotations

import logging

from django.db import DatabaseError, transaction

from pdp_ai import registry
from pdp_ai.actions.failpoint import failpoint
from pdp_ai.actions.leaving import may_claim
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.ring_lane import ring_lane
from pdp_ai.exceptions import ProductNotFound
from pdp_ai.models import GenerationJob, ProductChange

logger = logging.getLogger(__name__)


#: Notes read in one go; the jobs of the lane have their turn in between.
NOTES = 200


def follow_changes() -> int:
    """Look at the oldest notes, each product once; the number of jobs asked for. Rings again when notes remain."""
    changes = ProductChange.objects.oldest(NOTES)
    count = 0
    for change in changes:
        if not may_claim():
            return count
        count += follow_change(change)
    if len(changes) == NOTES:
        ring_lane("cpu")
    return count


def follow_change(change: ProductChange) -> int:
    """Compare one product's facts with those its last drafts were made from, slot by slot.

    A product that cannot be read is tried again after the others, and left alone after `MAX_ATTEMPTS`.
    """
    if not ProductChange.objects.count_attempt(change):
        return 0
    if change.is_worn_out:
        logger.error("saved product left alone", extra={"action": "follow_change", "product": str(change)})
        ProductChange.objects.settle(change)
        return 0
    count = 0
    try:
        with transaction.atomic():
            if ProductChange.objects.settle(change):
                count = _request_changed(change)
                failpoint("change followed, not committed")
    except ProductNotFound:
        ProductChange.objects.settle(change)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("saved product not followed", extra={"action": "follow_change", "product": str(change)})
    return count


def _request_changed(change: ProductChange) -> int:
    adapter = registry.adapter_for(change.product_model)
    product = adapter.get(change.product_id)
    current = adapter.input_fingerprint(adapter.facts(product))
    GenerationJob.objects.lock_unfinished(change.product_model, change.product_id)
    changed = tuple(
        slot
        for alias, slots in registry.recipes_for(registry.slots_on_save(change.product_model)).items()
        if GenerationJob.objects.latest_fingerprint(change.product_model, change.product_id, alias) != current
        for slot in slots
    )
    if not changed:
        return 0
    wish = Wish(slots=changed, fill="empty", priority=GenerationJob.Priority.SAVE)
    return len(request_generation([product], wish).jobs)
