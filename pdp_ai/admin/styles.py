"""Styles in Django's admin."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from pdp_ai.models import Style


@admin.register(Style)
class StyleAdmin(admin.ModelAdmin[Style]):
    list_display = ["name", "category", "language", "preset", "candidates", "is_active", "version"]
    list_filter = ["is_active", "preset", "language"]
    search_fields = ["name", "category"]
    readonly_fields = ["version"]
    fieldsets = [
        (None, {"fields": ["name", "is_active"]}),
        (_("Where it applies"), {"fields": ["category", "language"]}),
        (_("Voice"), {"fields": ["voice", "tone", "audience", "length", "copy_language"]}),
        (_("Words"), {"fields": ["do_words", "forbidden_words"]}),
        (_("Pictures"), {"fields": ["theme", "negative_prompt"]}),
        (_("How it is made"), {"fields": ["preset", "candidates", "adapter", "published_examples", "version"]}),
    ]
