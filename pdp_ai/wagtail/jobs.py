"""Jobs in Wagtail's admin: a read-only listing that keeps itself fresh, and the progress page."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.base import ViewSet

from pdp_ai.models import GenerationJob
from pdp_ai.models.job_state import JobState
from pdp_ai.views.queue.lanes import lane_warning
from pdp_ai.views.queue.progress import cells, may_watch, progress, status, watching, with_drafts
from pdp_ai.views.words import slot_label
from pdp_ai.wagtail.face import FACE
from pdp_ai.wagtail.listing import ListingView


class JobFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=JobState.choices)
    recipe = django_filters.CharFilter(label=_("Recipe"))
    lane = django_filters.CharFilter(label=_("Lane"))

    class Meta:
        model = GenerationJob
        fields: list[str] = []


class JobListing(ListingView):
    model = GenerationJob
    page_title = _("Jobs")
    header_icon = "tasks"
    index_url_name = "pdp_ai_jobs:index"
    index_results_url_name = "pdp_ai_jobs:index_results"
    filterset_class = JobFilterSet
    bulk_actions = True

    def permission(self) -> str:
        return watching(self.request.user)

    def may_see(self) -> bool:
        return may_watch(self.request.user)

    def get_base_queryset(self) -> QuerySet[GenerationJob]:
        return with_drafts(GenerationJob.objects.select_related("requested_by"))

    @cached_property
    def columns(self) -> list[Any]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="generationjob"),
            TitleColumn(
                "product",
                label=_("Product"),
                accessor="product_name",
                get_url=lambda job: FACE.url("progress", jobs=job.pk),
                get_title_id=lambda job: f"generationjob_{job.pk}_title",
                sort_key="product_title",
            ),
            Column("recipe", label=_("Recipe"), accessor=lambda job: slot_label(job.recipe), sort_key="recipe"),
            Column("state", label=_("State"), accessor=lambda job: live_cell(job, "state"), sort_key="state"),
            Column("note", label=_("What came of it"), accessor=lambda job: live_cell(job, "note")),
            Column("attempts", label=_("Attempts")),
            DateColumn("created_at", label=_("Asked")),
            Column("requested_by", label=_("By")),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["lane_warning"] = lane_warning()
        context["status_url"] = FACE.url("status")
        return context


def live_cell(job: GenerationJob, cell: str) -> SafeString:
    """A cell that the page's script refreshes."""
    return format_html('<span data-pdp-job="{}" data-pdp-cell="{}">{}</span>', job.pk, cell, cells(job, FACE)[cell])


class WatchersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_watch(request.user)


class JobViewSet(ViewSet):
    name = "pdp_ai_jobs"
    url_prefix = "product-media/jobs"
    icon = "tasks"
    menu_label = _("Jobs")
    menu_item_class = WatchersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", JobListing.as_view(), name="index"),
            path("results/", JobListing.as_view(results_only=True), name="index_results"),
            path("progress/", partial(progress, face=FACE), name="progress"),
            path("status/", partial(status, face=FACE), name="status"),
        ]
