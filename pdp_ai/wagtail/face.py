"""The review pages as Wagtail's admin draws them."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Model
from django.forms import Widget
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.rich_text import DraftailRichTextArea

from pdp_ai.cleaning import clean_html
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


def rich_text() -> Widget:
    """With what `clean_html` lets through and no more."""
    return RichTextEditor(features=["bold", "italic", "h3", "h4", "ul", "ol"])


class RichTextEditor(DraftailRichTextArea):
    """Wagtail's editor, with a name for screen readers; plain HTML, as a script sends it, is taken too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options["ariaLabel"] = _("Text")

    def format_value(self, value: Any) -> Any:
        """Tags that do not match would be more than Wagtail's converter can bear."""
        return super().format_value(clean_html(value))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        try:
            return super().value_from_datadict(data, files, name)
        except json.JSONDecodeError:
            return data.get(name)


FACE = Face(
    name="wagtail",
    urls={
        "room": "pdp_ai_room:index",
        "drafts": "pdp_ai_drafts:index",
        "draft": "pdp_ai_drafts:draft",
        "decide": "pdp_ai_drafts:decide",
        "take_back": "pdp_ai_room:take_back",
        "choose": "pdp_ai_room:choose",
        "preferences": "pdp_ai_room:preferences",
        "filters": "pdp_ai_room:filters",
        "bulk": "pdp_ai_room:bulk",
        "audit": "pdp_ai_room:audit",
        "sameness": "pdp_ai_sameness:index",
        "file": "pdp_ai_drafts:file",
        "preview": "pdp_ai_drafts:preview",
        "panel": "pdp_ai_drafts:panel",
        "without": "pdp_ai_without:index",
        "generate": "pdp_ai_drafts:generate",
        "publications": "pdp_ai_publications:index",
        "jobs": "pdp_ai_jobs:index",
        "progress": "pdp_ai_jobs:progress",
        "status": "pdp_ai_jobs:status",
        "queue": "pdp_ai_queue:index",
        "queue_decide": "pdp_ai_queue:decide",
        "styles": "pdp_ai_styles:index",
        "style": "pdp_ai_styles:edit",
        "style_try": "pdp_ai_styles:try",
        "style_preview": "pdp_ai_styles:preview",
        "style_versions": "pdp_ai_styles:versions",
    },
    product_url=product_url,
    base_context=base_context,
    rich_text=rich_text,
)
