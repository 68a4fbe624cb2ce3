"""Drafts in Wagtail's admin: a listing with Wagtail's own filters and bulk actions, and the shared review page."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

import django_filters
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.base import ViewSet

from pdp_ai.actions.permissions import REVIEW
from pdp_ai.models import MediaDraft
from pdp_ai.models.draft import DraftSeverity, DraftState
from pdp_ai.views import badges
from pdp_ai.views.draft.decisions import decide
from pdp_ai.views.draft.file import draft_file
from pdp_ai.views.draft.page import draft_page
from pdp_ai.views.draft.preview_page import preview_page
from pdp_ai.views.products.generate import generate
from pdp_ai.views.products.panel import product_panel
from pdp_ai.views.words import slot_choices, slot_label
from pdp_ai.wagtail.face import FACE
from pdp_ai.wagtail.listing import ListingView


class DraftFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=DraftState.choices)
    slot = django_filters.ChoiceFilter(label=_("Slot"), choices=slot_choices)
    severity = django_filters.ChoiceFilter(label=_("Findings"), choices=DraftSeverity.choices)
    product_model = django_filters.CharFilter(label=_("Product model"))
    product_id = django_filters.CharFilter(label=_("Product key"))
    language = django_filters.CharFilter(label=_("Language"))

    class Meta:
        model = MediaDraft
        fields: list[str] = []


class DraftListing(ListingView):
    model = MediaDraft
    page_title = _("Drafts")
    header_icon = "image"
    index_url_name = "pdp_ai_drafts:index"
    index_results_url_name = "pdp_ai_drafts:index_results"
    filterset_class = DraftFilterSet
    bulk_actions = True

    def may_see(self) -> bool:
        return self.request.user.has_perm(REVIEW)

    @cached_property
    def columns(self) -> list[Any]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="mediadraft"),
            TitleColumn(
                "draft",
                label=_("Draft"),
                accessor=lambda draft: badges.teaser(draft, FACE),
                get_url=lambda draft: FACE.url("draft", draft.pk),
            ),
            Column(
                "product",
                label=_("Product"),
                accessor="product_name",
                sort_key="product_title",
            ),
            Column("slot", label=_("Slot"), accessor=lambda draft: slot_label(draft.slot), sort_key="slot"),
            Column("state", label=_("State"), accessor=badges.draft_state, sort_key="state"),
            Column("severity", label=_("Findings"), accessor=badges.severity, sort_key="severity"),
            Column("candidate", label=_("Candidate"), accessor=lambda draft: draft.candidate + 1),
            Column("model", label=_("Model"), accessor=badges.model),
            DateColumn("created_at", label=_("Made")),
        ]


class ReviewersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(REVIEW)


class DraftViewSet(ViewSet):
    name = "pdp_ai_drafts"
    url_prefix = "product-media/drafts"
    icon = "image"
    menu_label = _("All drafts")

    menu_item_class = ReviewersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", DraftListing.as_view(), name="index"),
            path("results/", DraftListing.as_view(results_only=True), name="index_results"),
            path("generate/", partial(generate, face=FACE), name="generate"),
            path("panel/<str:label>/<path:key>", partial(product_panel, face=FACE), name="panel"),
            path("<int:pk>/", partial(draft_page, face=FACE), name="draft"),
            path("<int:pk>/decide/<str:decision>/", partial(decide, face=FACE), name="decide"),
            path("<int:pk>/file/", draft_file, name="file"),
            path("<int:pk>/preview/", partial(preview_page, face=FACE), name="preview"),
        ]
