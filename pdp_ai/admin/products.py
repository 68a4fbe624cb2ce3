"""What the shop's own product admins gain: the action “Generate media”, and a panel on the change page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from pdp_ai import registry
from pdp_ai.actions.permissions import GENERATE
from pdp_ai.admin.face import FACE
from pdp_ai.views.products.generate import open_generate
from pdp_ai.views.products.panel import PANEL_MEDIA, ProductPanel
from pdp_ai.views.products.selection import Selection

if TYPE_CHECKING:
    _Base = admin.ModelAdmin[Model]
else:
    _Base = object


class GenerateMediaMixin(_Base):
    """Put before `ModelAdmin` for a model in ``PDP_AI["PRODUCTS"]``; for any other model it does nothing.

    An admin with a change form template of its own keeps it, and includes ``pdp_ai/admin/_product_tools.html`` in the
    block ``object-tools-items`` and ``pdp_ai/admin/_product_panel.html`` in ``form_top`` itself.
    """

    change_form_template = "pdp_ai/admin/product_change_form.html"

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        if registry.is_product(self.model) and request.user.has_perm(GENERATE):
            actions["generate_media"] = (GenerateMediaMixin.generate_media, "generate_media", _("Generate media"))
        return actions

    def generate_media(self, request: HttpRequest, queryset: QuerySet[Model]) -> HttpResponse:
        keys = queryset.order_by("pk").values_list("pk", flat=True)
        return open_generate(request, Selection.of_model(self.model, keys), FACE)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        product = kwargs.get("obj")
        if product is not None and registry.is_product(self.model):
            context["pdp_panel"] = ProductPanel.of(product, request.user, FACE)
        return super().render_change_form(request, context, *args, **kwargs)

    @property
    def media(self) -> Any:
        return super().media + PANEL_MEDIA
