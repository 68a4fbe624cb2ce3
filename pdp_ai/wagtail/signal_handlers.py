"""Hears Wagtail publish a product: what was handed over to its draft is live then. Tells Wagtail's log what we did."""

from __future__ import annotations

import logging
from typing import Any

from django.db import Error, transaction
from django.db.models import Model
from django.db.models.signals import post_save
from wagtail.log_actions import get_active_log_context
from wagtail.signals import published

from pdp_ai import registry
from pdp_ai.actions.follow_handed_over import follow_handed_over
from pdp_ai.exceptions import PdpAiError
from pdp_ai.models import AuditEntry
from pdp_ai.wagtail.log import audit_entry_saved

logger = logging.getLogger(__name__)


def connect() -> None:
    """Called once, when all apps are ready."""
    published.connect(product_published, dispatch_uid="pdp_ai.product_published")
    post_save.connect(audit_entry_saved, sender=AuditEntry, dispatch_uid="pdp_ai.audit_entry_saved")


def product_published(instance: Model, **_kwargs: Any) -> None:
    """Must never fail a person's publishing for our sake. Pages arrive as their own model or as `Page`."""
    product: Any = getattr(instance, "specific", instance)
    if not registry.is_product(type(product)) or not product.live:  # it may have been scheduled only
        return
    try:
        with transaction.atomic():
            follow_handed_over(product, user=get_active_log_context().user)
    except (Error, PdpAiError):
        logger.exception("handed-over drafts not followed", extra={"action": "follow_handed_over"})
