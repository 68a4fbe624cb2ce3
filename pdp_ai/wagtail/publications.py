"""What was written to products, and by whom, in Wagtail's admin. To undo one, open its draft."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.base import ViewSet

from pdp_ai.actions.permissions import REVIEW
from pdp_ai.models import Publication
from pdp_ai.views import badges
from pdp_ai.views.draft.plans import planned
from pdp_ai.views.words import slot_choices, slot_label
from pdp_ai.wagtail.drafts import ReviewersMenuItem
from pdp_ai.wagtail.face import FACE
from pdp_ai.wagtail.listing import ListingView


class PublicationFilterSet(WagtailFilterSet):
    slot = django_filters.ChoiceFilter(label=_("Slot"), choices=slot_choices)

    class Meta:
        model = Publication
        fields: list[str] = []


class PublicationListing(ListingView):
    model = Publication
    page_title = _("Publications")
    header_icon = "upload"
    index_url_name = "pdp_ai_publications:index"
    index_results_url_name = "pdp_ai_publications:index_results"
    filterset_class = PublicationFilterSet
    bulk_actions = True

    def may_see(self) -> bool:
        return self.request.user.has_perm(REVIEW)

    def get_base_queryset(self) -> QuerySet[Publication]:
        return Publication.objects.select_related("published_by", "reverted_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **planned(self.request.user, FACE)}

    @cached_property
    def columns(self) -> list[Any]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="publication"),
            TitleColumn(
                "product",
                label=_("Product"),
                accessor="product_name",
                get_url=lambda publication: FACE.url("draft", publication.draft_id),
                get_title_id=lambda publication: f"publication_{publication.pk}_title",
                sort_key="product_title",
            ),
            Column("slot", label=_("Slot"), accessor=lambda publication: slot_label(publication.slot), sort_key="slot"),
            Column("where", label=_("Where"), accessor=badges.publication_place),
            DateColumn("published_at", label=_("Published")),
            Column("published_by", label=_("By")),
            DateColumn("reverted_at", label=_("Undone")),
            Column("reverted_by", label=_("Undone by")),
        ]


class PublicationViewSet(ViewSet):
    name = "pdp_ai_publications"
    url_prefix = "product-media/publications"
    icon = "upload"
    menu_label = _("Publications")
    menu_item_class = ReviewersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", PublicationListing.as_view(), name="index"),
            path("results/", PublicationListing.as_view(results_only=True), name="index_results"),
        ]
