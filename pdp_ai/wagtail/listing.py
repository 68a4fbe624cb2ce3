"""What the listings of drafts, jobs and publications have in common: read-only rows behind permissions of ours."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from pdp_ai.actions.permissions import REVIEW, among, keep
from pdp_ai.views.words import product_media


class ListingView(generic.BaseListingView):
    """A listing without Wagtail's model permissions: `may_see` decides."""

    template_name = "pdp_ai/wagtail/listing.html"
    results_template_name = "wagtailadmin/generic/listing_results.html"
    paginate_by = 50
    default_ordering = "-pk"
    is_searchable = True
    search_fields = ["product_title"]
    #: Whether rows can be ticked.
    bulk_actions = False
    #: Where the page's script asks how jobs are doing.
    status_url = ""

    def may_see(self) -> bool:
        raise NotImplementedError

    def permission(self) -> str:
        """What the shop's own say is asked about each row's product."""
        return REVIEW

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_see():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.model.objects.all()

    def get_queryset(self) -> QuerySet[Any]:
        return among(self.request.user, self.permission(), super().get_queryset())

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, Any, Any, bool]:
        paginator, page, rows, is_paginated = super().paginate_queryset(queryset, page_size)
        page.object_list = keep(self.request.user, self.permission(), rows)
        return paginator, page, page.object_list, is_paginated

    def get_valid_orderings(self) -> list[str]:
        return ["-pk", *super().get_valid_orderings()]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        home = {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}
        return [home, {"url": "", "label": product_media(), "sublabel": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["model_opts"] = self.model._meta
        context["bulk_actions"] = self.bulk_actions
        context["status_url"] = self.status_url
        return context
