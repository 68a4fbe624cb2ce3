"""The report of products that lack something, among Wagtail's reports."""

from __future__ import annotations

from functools import partial

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from pdp_ai.views.products.without import products_without
from pdp_ai.wagtail.face import FACE
from pdp_ai.wagtail.jobs import WatchersMenuItem


class ProductsWithoutViewSet(ViewSet):
    name = "pdp_ai_without"
    url_prefix = "reports/products-without-media"
    icon = "image"
    menu_label = _("Products without media")
    menu_item_class = WatchersMenuItem
    menu_hook = "register_reports_menu_item"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", partial(products_without, face=FACE), name="index")]
