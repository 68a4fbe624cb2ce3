"""Put an event into words for every webhook that listens: a row each, in the transaction of whoever caused it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from pdp_ai.actions.ring_lane import ring
from pdp_ai.actions.send_webhooks import DOORBELL
from pdp_ai.models import Webhook, WebhookDelivery


def note_event(event: str, data: Callable[[], dict[str, Any]]) -> int:
    """Write the messages and ring for whoever sends them; their number.

    `data` gives JSON-ready values, and is asked only where somebody listens.
    """
    hooks = Webhook.objects.listening(event)
    if hooks:
        body = {"type": event, "timestamp": timezone.now().isoformat(), "data": data()}
        WebhookDelivery.objects.bulk_create(WebhookDelivery(webhook=hook, event=event, body=body) for hook in hooks)
        ring(DOORBELL)
    return len(hooks)
