"""Products were saved: where their facts changed, ask for the drafts that the shop wants made by itself."""

from __future__ import annotations

import logging

from django.db import transaction

from pdp_ai import registry
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.exceptions import PdpAiError
from pdp_ai.models import GenerationJob, ProductChange

logger = logging.getLogger(__name__)


def follow_changes() -> int:
    """Look at every noted product once; the number of jobs asked for."""
    return sum(follow_change(change) for change in ProductChange.objects.order_by("pk"))


def follow_change(change: ProductChange) -> int:
    """Compare one product's facts with those its last drafts were made from, slot by slot."""
    count = 0
    try:
        with transaction.atomic():
            if ProductChange.objects.settle(change):
                count = _request_changed(change)
    except PdpAiError as error:
        ProductChange.objects.settle(change)
        logger.warning("saved product left alone: %s", error, extra={"action": "follow_change"})
    return count


def _request_changed(change: ProductChange) -> int:
    adapter = registry.adapter_for(change.product_model)
    product = adapter.get(change.product_id)
    current = adapter.input_fingerprint(adapter.facts(product))
    changed = tuple(
        slot
        for alias in registry.recipes_for(registry.slots_on_save(change.product_model))
        if GenerationJob.objects.latest_fingerprint(change.product_model, change.product_id, alias) != current
        for slot in registry.recipe(alias).slots
    )
    if not changed:
        return 0
    wish = Wish(slots=changed, fill="empty", priority=GenerationJob.Priority.SAVE)
    return len(request_generation([product], wish).jobs)
