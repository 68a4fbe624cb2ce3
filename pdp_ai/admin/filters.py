"""Filters whose choices come from the settings: looking them up in a large table would cost more than the list."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from pdp_ai import conf, registry
from pdp_ai.models import Style
from pdp_ai.views.words import slot_choices, slot_label


class ChoiceFilter(admin.SimpleListFilter):
    """An exact match on one field, under the parameter that Django's own filter would use."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.parameter_name or "": self.value()}) if self.value() else queryset


class SlotFilter(ChoiceFilter):
    title = _("slot")
    parameter_name = "slot__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return slot_choices()


class ProductModelFilter(ChoiceFilter):
    title = _("product model")
    parameter_name = "product_model__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        adapters = registry.adapters()
        return [
            (label, str(capfirst(adapter.model._meta.verbose_name or label))) for label, adapter in adapters.items()
        ]


class RecipeFilter(ChoiceFilter):
    title = _("recipe")
    parameter_name = "recipe__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(alias, slot_label(alias)) for alias in conf.section("RECIPES")]


class StyleLanguageFilter(ChoiceFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        languages = (
            Style.objects.exclude(language="").order_by("language").values_list("language", flat=True).distinct()
        )
        return [(language, language) for language in languages]


class LaneFilter(ChoiceFilter):
    title = _("lane")
    parameter_name = "lane__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(lane, lane) for lane in conf.queue("CLUSTERS")]
