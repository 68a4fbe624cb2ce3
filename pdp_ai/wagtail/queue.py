"""The queue page in Wagtail's admin."""

from __future__ import annotations

from functools import partial

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from pdp_ai.views.queue.page import queue, queue_decide
from pdp_ai.wagtail.face import FACE
from pdp_ai.wagtail.jobs import WatchersMenuItem


class QueueViewSet(ViewSet):
    name = "pdp_ai_queue"
    url_prefix = "product-media/queue"
    icon = "time"
    menu_label = _("Queue")
    menu_item_class = WatchersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", partial(queue, face=FACE), name="index"),
            path("decide/", partial(queue_decide, face=FACE), name="decide"),
        ]
