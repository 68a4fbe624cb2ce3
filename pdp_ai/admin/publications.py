"""What was written to products, and by whom, in Django's admin. To undo one, open its draft."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from pdp_ai.actions.permissions import PUBLISH, REVIEW
from pdp_ai.admin.allowed_rows import AllowedRowsMixin
from pdp_ai.admin.face import FACE
from pdp_ai.admin.filters import ProductModelFilter, SlotFilter
from pdp_ai.models import Publication
from pdp_ai.views import badges
from pdp_ai.views.draft.plans import planned
from pdp_ai.views.room.bulk_decision import open_undo
from pdp_ai.views.words import slot_label


@admin.register(Publication)
class PublicationAdmin(AllowedRowsMixin, admin.ModelAdmin[Publication]):
    list_display = [
        "product",
        "slot_name",
        "draft_link",
        "where",
        "published_at",
        "published_by",
        "reverted_at",
        "reverted_by",
    ]
    list_display_links = None
    list_filter = [SlotFilter, ProductModelFilter, ("reverted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["published_by", "reverted_by"]
    search_fields = ["product_title"]
    ordering = ["-id"]
    show_full_result_count = False
    actions = ["undo"]
    change_list_template = "pdp_ai/admin/publication_change_list.html"

    class Media:
        css = {"all": ["pdp_ai/review.css"]}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**planned(request.user, FACE), **(extra_context or {})})

    def has_view_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return request.user.has_perm(REVIEW)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(REVIEW)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return False

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PUBLISH)

    @admin.action(description=_("Undo, after a look at what would change"), permissions=["publish"])
    def undo(self, request: HttpRequest, queryset: QuerySet[Publication]) -> HttpResponse:
        return open_undo(request, queryset, FACE)

    @admin.display(description=_("product"), ordering="product_title")
    def product(self, publication: Publication) -> str:
        return publication.product_name

    @admin.display(description=_("slot"), ordering="slot")
    def slot_name(self, publication: Publication) -> str:
        return slot_label(publication.slot)

    @admin.display(description=_("where"))
    def where(self, publication: Publication) -> str:
        return badges.publication_place(publication)

    @admin.display(description=_("draft"))
    def draft_link(self, publication: Publication) -> SafeString:
        return format_html('<a href="{}">{}</a>', FACE.url("draft", publication.draft_id), _("open"))
