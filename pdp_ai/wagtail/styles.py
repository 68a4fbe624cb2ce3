"""Styles in Wagtail's admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.viewsets.model import ModelViewSet

from pdp_ai.models import Style


class StyleViewSet(ModelViewSet):
    model = Style
    name = "pdp_ai_styles"
    url_prefix = "product-media/styles"
    icon = "openquote"
    menu_label = _("Styles")
    copy_view_enabled = True
    search_fields = ["name", "category"]
    list_display = [
        "name",
        "category",
        "language",
        "preset",
        "candidates",
        BooleanColumn("is_active", label=_("Active")),
    ]
    list_filter = ["is_active", "preset"]
    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("is_active")], heading=_("Style")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("category"), FieldPanel("language")])], heading=_("Where it applies")
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("voice", "tone", "audience", "length", "copy_language")], heading=_("Voice")
        ),
        MultiFieldPanel([FieldPanel("do_words"), FieldPanel("forbidden_words")], heading=_("Words")),
        MultiFieldPanel([FieldPanel("theme"), FieldPanel("negative_prompt")], heading=_("Pictures")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("preset", "candidates", "adapter", "published_examples")],
            heading=_("How it is made"),
        ),
    ]
