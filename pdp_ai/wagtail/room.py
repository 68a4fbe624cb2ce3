"""The review room in Wagtail's admin."""

from __future__ import annotations

from functools import partial

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from pdp_ai.views.audit_export import audit_export
from pdp_ai.views.draft.last_decision import take_back_decision
from pdp_ai.views.preferences import preferences
from pdp_ai.views.room.bulk_decision import bulk_decision, choose
from pdp_ai.views.room.page import room
from pdp_ai.views.room.saved_filters import saved_filters
from pdp_ai.wagtail.drafts import ReviewersMenuItem
from pdp_ai.wagtail.face import FACE


class RoomViewSet(ViewSet):
    name = "pdp_ai_room"
    url_prefix = "product-media/review"
    icon = "view"
    menu_label = _("Review")
    menu_item_class = ReviewersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", partial(room, face=FACE), name="index"),
            path("audit.<str:form>", audit_export, name="audit"),
            path("preferences/", partial(preferences, face=FACE), name="preferences"),
            path("filters/", partial(saved_filters, face=FACE), name="filters"),
            path("choose/", partial(choose, face=FACE), name="choose"),
            path("bulk/<int:pk>/", partial(bulk_decision, face=FACE), name="bulk"),
            path("take-back/<int:pk>/", partial(take_back_decision, face=FACE), name="take_back"),
        ]
