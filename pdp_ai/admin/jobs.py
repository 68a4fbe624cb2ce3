"""Jobs in Django's admin: a read-only list that keeps itself fresh, with cancel and retry."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pdp_ai.actions.cancel_jobs import cancel_jobs
from pdp_ai.actions.permissions import CANCEL, GENERATE, Actor
from pdp_ai.actions.quarantine_jobs import quarantine_jobs
from pdp_ai.actions.retry_jobs import retry_jobs
from pdp_ai.admin.allowed_rows import AllowedRowsMixin
from pdp_ai.admin.face import FACE
from pdp_ai.admin.filters import LaneFilter, ProductModelFilter, RecipeFilter
from pdp_ai.exceptions import LimitReached
from pdp_ai.models import GenerationJob
from pdp_ai.models.job_queue import JobQuerySet
from pdp_ai.say import say
from pdp_ai.views.queue.lanes import lane_warning
from pdp_ai.views.queue.page import queue, queue_decide
from pdp_ai.views.queue.progress import cells, may_watch, progress, status, watching, with_drafts
from pdp_ai.views.words import slot_label


@admin.register(GenerationJob)
class JobAdmin(AllowedRowsMixin, admin.ModelAdmin[GenerationJob]):
    list_display = ["product", "recipe_name", "state_cell", "note_cell", "attempts", "created_at", "requested_by"]
    list_filter = ["state", RecipeFilter, LaneFilter, ProductModelFilter]
    search_fields = ["product_title"]
    list_select_related = ["requested_by"]
    ordering = ["-id"]
    list_per_page = 50
    show_full_result_count = False
    actions = ["cancel", "retry", "quarantine"]
    change_list_template = "pdp_ai/admin/job_change_list.html"

    class Media:
        css = {"all": ["pdp_ai/review.css"]}
        js = ["pdp_ai/progress.js"]

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("progress/", wrap(partial(progress, face=FACE)), name="pdp_ai_generationjob_progress"),
            path("queue/", wrap(partial(queue, face=FACE)), name="pdp_ai_generationjob_queue"),
            path("queue/decide/", wrap(partial(queue_decide, face=FACE)), name="pdp_ai_generationjob_queue_decide"),
            path("status/", wrap(partial(status, face=FACE)), name="pdp_ai_generationjob_status"),
        ]
        return own + super().get_urls()

    def permission_for(self, user: Actor) -> str:
        return watching(user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[GenerationJob]:
        return with_drafts(cast("JobQuerySet", super().get_queryset(request)))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        urls = {"status_url": FACE.url("status"), "queue_url": FACE.url("queue")}
        context = {"lane_warning": lane_warning(), **urls, **(extra_context or {})}
        return super().changelist_view(request, context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect(FACE.url("progress", jobs=object_id))

    # Permissions

    def has_view_permission(self, request: HttpRequest, obj: GenerationJob | None = None) -> bool:
        return may_watch(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_watch(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: GenerationJob | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: GenerationJob | None = None) -> bool:
        return False

    def has_generate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(GENERATE)

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(CANCEL)

    # Columns

    @admin.display(description=_("product"), ordering="product_title")
    def product(self, job: GenerationJob) -> str:
        return job.product_name

    @admin.display(description=_("recipe"), ordering="recipe")
    def recipe_name(self, job: GenerationJob) -> str:
        return slot_label(job.recipe)

    @admin.display(description=_("state"), ordering="state")
    def state_cell(self, job: GenerationJob) -> SafeString:
        return format_html('<span data-pdp-job="{}" data-pdp-cell="state">{}</span>', job.pk, cells(job, FACE)["state"])

    @admin.display(description=_("what came of it"))
    def note_cell(self, job: GenerationJob) -> SafeString:
        return format_html('<span data-pdp-job="{}" data-pdp-cell="note">{}</span>', job.pk, cells(job, FACE)["note"])

    # Actions

    @admin.action(description=_("Cancel"), permissions=["cancel", "generate"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[GenerationJob]) -> None:
        count = cancel_jobs(cast("JobQuerySet", queryset), user=request.user)
        text = ngettext("%(count)s job cancelled.", "%(count)s jobs cancelled.", count) % {"count": count}
        self.message_user(request, text, messages.SUCCESS if count else messages.WARNING)

    @admin.action(description=_("Try again"), permissions=["generate"])
    def retry(self, request: HttpRequest, queryset: QuerySet[GenerationJob]) -> None:
        try:
            count = retry_jobs(cast("JobQuerySet", queryset), user=request.user)
        except LimitReached as refusal:
            self.message_user(request, say(refusal), messages.ERROR)
            return
        text = ngettext("%(count)s job waits again.", "%(count)s jobs wait again.", count) % {"count": count}
        self.message_user(request, text, messages.SUCCESS if count else messages.WARNING)

    @admin.action(description=_("Set aside"), permissions=["cancel"])
    def quarantine(self, request: HttpRequest, queryset: QuerySet[GenerationJob]) -> None:
        count = quarantine_jobs(cast("JobQuerySet", queryset), user=request.user)
        text = ngettext("%(count)s job set aside.", "%(count)s jobs set aside.", count) % {"count": count}
        self.message_user(request, text, messages.SUCCESS if count else messages.WARNING)
