"""Webhooks and their messages in Django's admin."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pdp_ai.actions.ring_lane import ring
from pdp_ai.actions.send_webhooks import DOORBELL
from pdp_ai.models import Webhook, WebhookDelivery
from pdp_ai.models.webhook import DeliveryQuerySet


@admin.register(Webhook)
class WebhookAdmin(admin.ModelAdmin[Webhook]):
    list_display = ["name", "url", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "url"]


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(admin.ModelAdmin[WebhookDelivery]):
    list_display = ["event", "webhook", "state", "attempts", "outcome", "created_at", "run_after"]
    list_filter = ["state", "event", "webhook"]
    list_select_related = ["webhook"]
    fields = ["event", "webhook", "state", "attempts", "outcome", "message_id", "created_at", "run_after", "body"]
    show_full_result_count = False
    actions = ["send_again"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: WebhookDelivery | None = None) -> bool:
        return False

    @admin.action(description=_("Send again"), permissions=["delete"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[WebhookDelivery]) -> None:
        count = DeliveryQuerySet.send_again(queryset)  # type: ignore[arg-type]  # the manager's own query set
        ring(DOORBELL)
        text = ngettext("%(count)s message will be sent again.", "%(count)s messages will be sent again.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
