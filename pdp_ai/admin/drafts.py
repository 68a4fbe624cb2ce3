"""Drafts in Django's admin: a native list, and the shared review page in place of a change form."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from pdp_ai.actions.permissions import PUBLISH, REVIEW
from pdp_ai.admin.allowed_rows import AllowedRowsMixin
from pdp_ai.admin.face import FACE
from pdp_ai.admin.filters import ProductModelFilter, SlotFilter
from pdp_ai.models import MediaDraft
from pdp_ai.views import badges
from pdp_ai.views.audit_export import audit_export
from pdp_ai.views.bulk import approve_drafts, publish_drafts, reject_drafts, tell
from pdp_ai.views.draft.decisions import decide
from pdp_ai.views.draft.file import draft_file
from pdp_ai.views.draft.last_decision import take_back_decision
from pdp_ai.views.draft.page import draft_page
from pdp_ai.views.draft.preview_page import preview_page
from pdp_ai.views.preferences import preferences
from pdp_ai.views.products.generate import generate
from pdp_ai.views.products.panel import product_panel
from pdp_ai.views.products.without import products_without
from pdp_ai.views.room.bulk_decision import bulk_decision, choose
from pdp_ai.views.room.page import room
from pdp_ai.views.room.saved_filters import saved_filters
from pdp_ai.views.sameness import sameness
from pdp_ai.views.words import slot_label


class ReasonForm(ActionForm):
    """Rejecting many needs a reason, once."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2_000,
        widget=forms.TextInput(attrs={"class": "pdp-reason", "placeholder": _("only for rejecting")}),
    )


@admin.register(MediaDraft)
class DraftAdmin(AllowedRowsMixin, admin.ModelAdmin[MediaDraft]):
    list_display = [
        "teaser",
        "product",
        "slot_name",
        "state_badge",
        "findings_badge",
        "number",
        "model_name",
        "created_at",
    ]
    list_display_links = ["teaser", "product"]
    list_filter = ["state", SlotFilter, "severity", ProductModelFilter, "language"]
    search_fields = ["product_title"]
    search_help_text = _("By the product's title")
    ordering = ["-id"]
    list_per_page = 50
    show_full_result_count = False
    action_form = ReasonForm
    actions = ["approve", "reject", "publish"]
    change_list_template = "pdp_ai/admin/draft_change_list.html"

    class Media:
        css = {"all": ["pdp_ai/review.css"]}

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("room/", wrap(partial(room, face=FACE)), name="pdp_ai_mediadraft_room"),
            path(
                "take-back/<int:pk>/", wrap(partial(take_back_decision, face=FACE)), name="pdp_ai_mediadraft_take_back"
            ),
            path("sameness/", wrap(partial(sameness, face=FACE)), name="pdp_ai_mediadraft_sameness"),
            path("audit.<str:form>", wrap(audit_export), name="pdp_ai_mediadraft_audit"),
            path("preferences/", wrap(partial(preferences, face=FACE)), name="pdp_ai_mediadraft_preferences"),
            path("filters/", wrap(partial(saved_filters, face=FACE)), name="pdp_ai_mediadraft_filters"),
            path("choose/", wrap(partial(choose, face=FACE)), name="pdp_ai_mediadraft_choose"),
            path("bulk/<int:pk>/", wrap(partial(bulk_decision, face=FACE)), name="pdp_ai_mediadraft_bulk"),
            path(
                "panel/<str:label>/<path:key>", wrap(partial(product_panel, face=FACE)), name="pdp_ai_mediadraft_panel"
            ),
            path("without/", wrap(partial(products_without, face=FACE)), name="pdp_ai_mediadraft_without"),
            path("generate/", wrap(partial(generate, face=FACE)), name="pdp_ai_mediadraft_generate"),
            path("<int:pk>/decide/<str:decision>/", wrap(partial(decide, face=FACE)), name="pdp_ai_mediadraft_decide"),
            path("<int:pk>/file/", wrap(draft_file, cacheable=True), name="pdp_ai_mediadraft_file"),
            path("<int:pk>/preview/", wrap(partial(preview_page, face=FACE)), name="pdp_ai_mediadraft_preview"),
        ]
        return own + super().get_urls()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        urls = {f"{page}_url": FACE.url(page) for page in ("room", "without", "sameness")}
        return super().changelist_view(request, {**urls, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not object_id.isdecimal():
            raise Http404
        return draft_page(request, int(object_id), FACE)

    # Permissions

    def has_view_permission(self, request: HttpRequest, obj: MediaDraft | None = None) -> bool:
        return request.user.has_perm(REVIEW)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(REVIEW)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MediaDraft | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: MediaDraft | None = None) -> bool:
        return False

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(REVIEW)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PUBLISH)

    # Columns

    @admin.display(description=_("draft"))
    def teaser(self, draft: MediaDraft) -> SafeString:
        return badges.teaser(draft, FACE)

    @admin.display(description=_("product"), ordering="product_title")
    def product(self, draft: MediaDraft) -> str:
        return draft.product_name

    @admin.display(description=_("slot"), ordering="slot")
    def slot_name(self, draft: MediaDraft) -> str:
        return slot_label(draft.slot)

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, draft: MediaDraft) -> SafeString:
        return badges.draft_state(draft)

    @admin.display(description=_("findings"), ordering="severity")
    def findings_badge(self, draft: MediaDraft) -> SafeString:
        return badges.severity(draft)

    @admin.display(description=_("candidate"), ordering="candidate")
    def number(self, draft: MediaDraft) -> SafeString:
        return format_html("{}", draft.candidate + 1)

    @admin.display(description=_("model"), ordering="model")
    def model_name(self, draft: MediaDraft) -> SafeString:
        return badges.model(draft)

    # Actions

    @admin.action(description=_("Approve, leaving out errors"), permissions=["review"])
    def approve(self, request: HttpRequest, queryset: QuerySet[MediaDraft]) -> None:
        result = approve_drafts(queryset, request.user)
        tell(request, result, ngettext("%(count)s draft approved.", "%(count)s drafts approved.", result.done))

    @admin.action(description=_("Reject with this reason"), permissions=["review"])
    def reject(self, request: HttpRequest, queryset: QuerySet[MediaDraft]) -> None:
        reason = request.POST.get("reason", "").strip()
        if not reason:
            self.message_user(request, gettext("Say why, in the field beside the action."), level="warning")
            return
        result = reject_drafts(queryset, request.user, reason)
        tell(request, result, ngettext("%(count)s draft rejected.", "%(count)s drafts rejected.", result.done))

    @admin.action(description=_("Publish approved"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[MediaDraft]) -> None:
        result = publish_drafts(queryset, request.user)
        tell(request, result, ngettext("%(count)s draft published.", "%(count)s drafts published.", result.done))
