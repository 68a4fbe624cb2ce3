"""Addresses that want to hear of events, and the messages on their way to them."""

from __future__ import annotations

import base64
import secrets
import uuid
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

SECRET_PREFIX = "whsec_"  # noqa: S105  # what every secret begins with is none
#: Seconds that a sender may take for one message before another takes it over.
LEASE_SECONDS = 60


class WebhookEvent(models.TextChoices):
    MEDIA_REQUESTED = "media.requested", _("media asked for")
    JOB_FINISHED = "job.finished", _("job ended")
    DRAFTS_CREATED = "drafts.created", _("drafts made")
    DRAFT_REVIEWED = "draft.reviewed", _("draft approved, edited or rejected")
    DRAFT_PUBLISHED = "draft.published", _("draft published")
    PUBLICATION_STOPPED = "publication.stopped", _("planned publication stopped")
    PUBLICATION_REVERTED = "publication.reverted", _("publication undone")


def new_secret() -> str:
    """32 random bytes as the Standard Webhooks specification writes them."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def only_secrets(secret: str) -> None:
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except ValueError:
        key = b""
    if not secret.startswith(SECRET_PREFIX) or len(key) < 24:
        raise ValidationError(_("A secret is “whsec_” and at least 24 bytes in base64."))


def only_known_events(events: Any) -> None:
    if not isinstance(events, list) or set(events) - set(WebhookEvent.values):
        raise ValidationError(_("Choose from: %(events)s") % {"events": ", ".join(WebhookEvent.values)})


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def listening(self, event: str) -> list[Webhook]:
        return [hook for hook in self.filter(is_active=True) if not hook.events or event in hook.events]


class Webhook(models.Model):
    name = models.CharField(_("name"), max_length=80)
    url = models.CharField(_("address"), max_length=500, validators=[URLValidator(schemes=["http", "https"])])
    #: Signs every message; shown to whoever sets the webhook up.
    secret = models.CharField(_("secret"), max_length=100, default=new_secret, validators=[only_secrets])
    events = models.JSONField(
        _("events"), default=list, blank=True, validators=[only_known_events], help_text=_("Empty means every event.")
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def signing_key(self) -> bytes:
        return base64.b64decode(self.secret.removeprefix(SECRET_PREFIX))


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("failed")


class DeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def due(self) -> DeliveryQuerySet:
        return self.filter(state=DeliveryState.WAITING, run_after__lte=Now())

    def claim(self) -> WebhookDelivery | None:
        """The next message that is due, for a while nobody else's; its attempt is counted before it is sent."""
        while first := self.due().order_by("run_after", "pk").select_related("webhook").first():
            until = Now() + timedelta(seconds=LEASE_SECONDS)
            mine = self.due().filter(pk=first.pk, attempts=first.attempts)
            if mine.update(run_after=until, attempts=F("attempts") + 1):
                first.attempts += 1
                return first
        return None

    def settle(self, delivery: WebhookDelivery, state: DeliveryState, *, outcome: str, wait: float = 0) -> bool:
        """Note what came of the attempt; False when somebody else has taken the message over."""
        mine = self.filter(pk=delivery.pk, state=DeliveryState.WAITING, attempts=delivery.attempts)
        ended = {} if state == DeliveryState.WAITING else {"ended_at": Now()}
        after = Now() + timedelta(seconds=wait)
        return mine.update(state=state, outcome=outcome[:200], run_after=after, **ended) == 1

    def send_again(self) -> int:
        ended = self.exclude(state=DeliveryState.WAITING)
        return ended.update(state=DeliveryState.WAITING, attempts=0, run_after=Now(), ended_at=None)

    def past_retention(self, days: int) -> DeliveryQuerySet:
        return self.exclude(state=DeliveryState.WAITING).filter(ended_at__lt=Now() - timedelta(days=days))


class WebhookDelivery(models.Model):
    State = DeliveryState

    webhook = models.ForeignKey(Webhook, verbose_name=_("webhook"), on_delete=models.CASCADE, related_name="deliveries")
    #: Stays the same over all attempts, so that a receiver can tell a message it has had.
    message_id = models.UUIDField(_("message"), default=uuid.uuid4, editable=False)
    event = models.CharField(_("event"), max_length=40, choices=WebhookEvent)
    body = models.JSONField(_("message"))
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    run_after = models.DateTimeField(_("not before"), db_default=Now())
    #: What the receiver said last.
    outcome = models.CharField(_("answer"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("made at"), db_default=Now())
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook message")
        verbose_name_plural = _("webhook messages")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "run_after"], name="pdp_ai_delivery_due")]

    def __str__(self) -> str:
        return f"{self.event}: {self.webhook}"
