"""The review pages as Django's admin draws them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db.models import Model
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from pdp_ai.views.face import Crumb, Face


def product_url(request: HttpRequest, product: Model) -> str:
    options = product._meta
    if not request.user.has_perm(f"{options.app_label}.view_{options.model_name}") and not request.user.has_perm(
        f"{options.app_label}.change_{options.model_name}"
    ):
        return ""
    try:
        return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[quote(product.pk)])
    except NoReverseMatch:
        return ""


def base_context(request: HttpRequest, _way: tuple[Crumb, ...]) -> dict[str, Any]:
    return admin.site.each_context(request)


FACE = Face(
    name="admin",
    urls={
        "room": "admin:pdp_ai_mediadraft_room",
        "drafts": "admin:pdp_ai_mediadraft_changelist",
        "draft": "admin:pdp_ai_mediadraft_change",
        "decide": "admin:pdp_ai_mediadraft_decide",
        "take_back": "admin:pdp_ai_mediadraft_take_back",
        "choose": "admin:pdp_ai_mediadraft_choose",
        "preferences": "admin:pdp_ai_mediadraft_preferences",
        "filters": "admin:pdp_ai_mediadraft_filters",
        "bulk": "admin:pdp_ai_mediadraft_bulk",
        "audit": "admin:pdp_ai_mediadraft_audit",
        "sameness": "admin:pdp_ai_mediadraft_sameness",
        "file": "admin:pdp_ai_mediadraft_file",
        "preview": "admin:pdp_ai_mediadraft_preview",
        "panel": "admin:pdp_ai_mediadraft_panel",
        "without": "admin:pdp_ai_mediadraft_without",
        "generate": "admin:pdp_ai_mediadraft_generate",
        "publications": "admin:pdp_ai_publication_changelist",
        "jobs": "admin:pdp_ai_generationjob_changelist",
        "progress": "admin:pdp_ai_generationjob_progress",
        "status": "admin:pdp_ai_generationjob_status",
        "queue": "admin:pdp_ai_generationjob_queue",
        "queue_decide": "admin:pdp_ai_generationjob_queue_decide",
        "styles": "admin:pdp_ai_style_changelist",
        "style": "admin:pdp_ai_style_change",
        "style_try": "admin:pdp_ai_style_try",
        "style_preview": "admin:pdp_ai_style_preview",
        "style_versions": "admin:pdp_ai_style_versions",
    },
    product_url=product_url,
    base_context=base_context,
    filter_suffix="__exact",
)
