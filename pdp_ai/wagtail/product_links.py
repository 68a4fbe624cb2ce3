"""What Wagtail's own product pages gain: buttons in the listing, in the edit view's menu and in a page's header."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import Model
from django.forms import Media
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.admin.widgets.button import Button
from wagtail.snippets.action_menu import ActionMenuItem

from pdp_ai import registry
from pdp_ai.actions.permissions import GENERATE, REVIEW
from pdp_ai.actions.product_permissions import may_use_product
from pdp_ai.models import MediaDraft
from pdp_ai.models.draft import DraftState
from pdp_ai.views.products.panel import PANEL_MEDIA, ProductPanel, review_label
from pdp_ai.views.products.selection import Selection
from pdp_ai.wagtail.face import FACE


def listing_buttons(product: Model, user: AbstractUser, next_url: str | None = None) -> Iterator[Button]:
    """Without counting anything: a listing shows many products."""
    del next_url
    if not registry.is_product(type(product)):
        return
    if user.has_perm(GENERATE):
        url = FACE.url("generate", products=Selection.of([product]).token)
        yield Button(_("Generate media"), url=url, icon_name="image", priority=60)
    if user.has_perm(REVIEW):
        url = FACE.drafts_of(product._meta.label_lower, str(product.pk))
        yield Button(_("Media drafts"), url=url, icon_name="draft", priority=61)


def page_header_buttons(
    page: Any, user: AbstractUser, next_url: str | None = None, view_name: str | None = None
) -> Iterator[Button]:
    del view_name
    yield from listing_buttons(getattr(page, "specific", page), user, next_url)


class GenerateMenuItem(ActionMenuItem):
    """In the edit view's footer menu."""

    name = "action-generate-media"
    label = _("Generate media")
    icon_name = "image"
    order = 900

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and may_use_product(context["request"].user, GENERATE, context["instance"])

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return FACE.url("generate", products=Selection.of([parent_context["instance"]]).token)


class DraftsMenuItem(ActionMenuItem):
    name = "action-media-drafts"
    icon_name = "draft"
    order = 910

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and may_use_product(context["request"].user, REVIEW, context["instance"])

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        product = parent_context["instance"]
        reference = {"product_model": product._meta.label_lower, "product_id": str(product.pk)}
        waiting = MediaDraft.objects.filter(state=DraftState.PENDING, **reference).count()
        link = {"label": review_label(waiting), "url": FACE.drafts_of(**reference)}
        return {**super().get_context_data(parent_context), **link}


class ProductMediaPanel(Panel):
    """For a product's `panels`: what is live, what waits, what runs and what is missing, and the way to more."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "pdp_ai/wagtail/product_panel.html"

        def is_shown(self) -> bool:
            known = self.instance.pk is not None and registry.is_product(type(self.instance))
            user = self.request.user
            may = known and any(may_use_product(user, own, self.instance) for own in (GENERATE, REVIEW))
            return may and super().is_shown()

        @property
        def media(self) -> Media:
            return super().media + PANEL_MEDIA

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            context["pdp_panel"] = ProductPanel.of(self.instance, self.request.user, FACE)
            return context
