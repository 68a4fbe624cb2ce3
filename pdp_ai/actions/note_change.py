"""A product was saved: leave a note, nothing more, so that the shop's save stays fast and cannot fail for our sake."""

from __future__ import annotations

import logging

from django.db import Error
from django.db.models import Model

from pdp_ai.actions.failpoint import failpoint
from pdp_ai.models import ProductChange

logger = logging.getLogger(__name__)


def note_change(product: Model) -> None:
    """Write the note in the product's own transaction. Never raises.

    No doorbell is rung: the sweep reads the notes, so that no save ever waits for a broker.
    """
    try:
        ProductChange.objects.note(product._meta.label_lower, str(product.pk))
    except Error:
        logger.exception("saved product not noted", extra={"action": "note_change"})
    failpoint("change noted")
