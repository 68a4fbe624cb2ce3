"""A product was saved: leave a note, nothing more, so that the shop's save stays fast and cannot fail for our sake."""

from __future__ import annotations

import logging

from django.db import DatabaseError, transaction
from django.db.models import Model

from pdp_ai.actions.ring_lane import ring_lane
from pdp_ai.models import ProductChange

logger = logging.getLogger(__name__)


def note_change(product: Model) -> None:
    """Write the note in the product's own transaction, and ring the small-work lane after it. Never raises."""
    try:
        with transaction.atomic():
            ProductChange.objects.note(product._meta.label_lower, str(product.pk))
    except DatabaseError:
        logger.exception("saved product not noted", extra={"action": "note_change"})
    else:
        ring_lane("cpu")
