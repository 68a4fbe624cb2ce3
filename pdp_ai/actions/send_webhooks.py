"""Carry events to the addresses that want them: signed, tried again with growing pauses, given up after some days.

The signature follows the Standard Webhooks specification (https://www.standardwebhooks.com, version 1.0): HMAC-SHA256
of ``id.timestamp.body`` in base64, so that any of its libraries can verify it. A message may arrive twice; its id says
so.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import logging
import time
import urllib.error
import urllib.request
from typing import Any

from pdp_ai.actions.leaving import may_claim
from pdp_ai.actions.ring_lane import Doorbell, ring
from pdp_ai.models import Lane, WebhookDelivery
from pdp_ai.models.webhook import DeliveryState

logger = logging.getLogger(__name__)

DOORBELL = Doorbell("webhooks", "cpu", "pdp_ai.tasks.send_webhooks")

#: Seconds before each further attempt; the specification's own schedule, a little more than three days in all.
PAUSES = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
#: Seconds that a receiver has for its answer.
TIMEOUT = 15
#: After so long the doorbell is rung again, so that the lane's other work is not kept waiting.
SLICE_SECONDS = 20


def send_webhooks() -> int:
    """Send what is due; the number of messages tried. Safe to run twice at once."""
    Lane.objects.answer(DOORBELL.name)
    count, started = 0, time.monotonic()
    while may_claim() and (delivery := WebhookDelivery.objects.claim()):
        send(delivery)
        count += 1
        if time.monotonic() - started > SLICE_SECONDS:
            ring(DOORBELL)
            break
    return count


def send(delivery: WebhookDelivery) -> bool:
    """One attempt; whether the receiver took the message."""
    outcome, taken = _post(delivery)
    last = delivery.attempts > len(PAUSES)
    if taken:
        WebhookDelivery.objects.settle(delivery, DeliveryState.DELIVERED, outcome=outcome)
    elif last or not delivery.webhook.is_active:
        WebhookDelivery.objects.settle(delivery, DeliveryState.FAILED, outcome=outcome)
    else:
        pause = PAUSES[delivery.attempts - 1]
        WebhookDelivery.objects.settle(delivery, DeliveryState.WAITING, outcome=outcome, wait=pause)
    if not taken:
        extra = {"action": "webhook", "delivery": delivery.pk, "attempt": delivery.attempts}
        logger.warning("webhook %s: %s", delivery.webhook, outcome, extra=extra)
    return taken


def ring_for_due_webhooks() -> None:
    """For the sweep: messages whose pause is over, or whose doorbell or sender was lost."""
    if WebhookDelivery.objects.due().exists():
        ring(DOORBELL)


def _post(delivery: WebhookDelivery) -> tuple[str, bool]:
    """What the receiver said, in a few words, and whether it was yes."""
    body = json.dumps(delivery.body, ensure_ascii=False).encode()
    request = urllib.request.Request(  # noqa: S310  # the model's validator takes http and https only
        delivery.webhook.url, data=body, headers=signed_headers(delivery, body, int(time.time())), method="POST"
    )
    try:
        with _opener.open(request, timeout=TIMEOUT) as response:
            return str(response.status), 200 <= response.status < 300
    except urllib.error.HTTPError as error:
        error.close()
        return str(error.code), False
    except (OSError, http.client.HTTPException, ValueError) as error:
        return f"{type(error).__name__}: {getattr(error, 'reason', error)}", False


def signed_headers(delivery: WebhookDelivery, body: bytes, timestamp: int) -> dict[str, str]:
    message_id = f"msg_{delivery.message_id.hex}"
    content = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(delivery.webhook.signing_key, content, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "pdp_ai",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A receiver that sends the message elsewhere has not taken it: elsewhere could be the shop's own network."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)
