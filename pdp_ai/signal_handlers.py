"""Hears products being saved."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_save

from pdp_ai import registry
from pdp_ai.actions.note_change import note_change


def connect() -> None:
    """Called once, when all apps are ready."""
    post_save.connect(product_saved, dispatch_uid="pdp_ai.product_saved")


def product_saved(sender: type[Model], instance: Model, raw: bool = False, **_kwargs: Any) -> None:
    """Fixtures (`raw`) and models without an entry in ``PDP_AI["PRODUCTS"]`` pass by."""
    if not raw and registry.is_product(sender) and registry.slots_on_save(sender._meta.label_lower):
        note_change(instance)
