"""The report on texts that say the same, in Wagtail's menu of reports."""

from __future__ import annotations

from functools import partial

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from pdp_ai.views.sameness import sameness
from pdp_ai.wagtail.drafts import ReviewersMenuItem
from pdp_ai.wagtail.face import FACE


class SamenessViewSet(ViewSet):
    name = "pdp_ai_sameness"
    url_prefix = "reports/same-texts"
    icon = "copy"
    menu_label = _("Texts that say the same")
    menu_hook = "register_reports_menu_item"
    menu_item_class = ReviewersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", partial(sameness, face=FACE), name="index")]
