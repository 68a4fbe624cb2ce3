"""The review pages as Wagtail's admin draws them."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder

from pdp_ai.views.face import Crumb, Face


def product_url(request: HttpRequest, product: Model) -> str:
    return AdminURLFinder(request.user).get_edit_url(product) or ""


def base_context(_request: HttpRequest, way: tuple[Crumb, ...]) -> dict[str, Any]:
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    return {
        "breadcrumbs_items": [home, *({"url": crumb.url, "label": crumb.label} for crumb in way)],
        "header_title": way[-1].label,
        "page_title": way[-1].label,
        "header_icon": "image",
    }


FACE = Face(
    name="wagtail",
    urls={
        "drafts": "pdp_ai_drafts:index",
        "draft": "pdp_ai_drafts:draft",
        "decide": "pdp_ai_drafts:decide",
        "file": "pdp_ai_drafts:file",
        "generate": "pdp_ai_drafts:generate",
        "jobs": "pdp_ai_jobs:index",
        "progress": "pdp_ai_jobs:progress",
        "status": "pdp_ai_jobs:status",
        "queue": "pdp_ai_queue:index",
        "queue_decide": "pdp_ai_queue:decide",
    },
    product_url=product_url,
    base_context=base_context,
)
