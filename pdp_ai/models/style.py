"""Brand voice and look, edited by the shop's staff."""

from __future__ import annotations

import re
from typing import Any, cast

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from pdp_ai.types import Preset, ProductFacts, StyleSnapshot


class StyleQuerySet(models.QuerySet["Style"]):
    def best_for(self, facts: ProductFacts) -> Style | None:
        """The active style whose category lies deepest on the product's own path; one without a category fits all."""
        fitting = [style for style in self.filter(is_active=True).order_by("pk") if style.fits(facts)]
        return max(fitting, key=lambda style: (len(style.category_path), bool(style.language)), default=None)


class Style(models.Model):
    class Preset(models.TextChoices):
        PRECISE = "precise", _("Precise: the likeliest words")
        BALANCED = "balanced", _("Balanced")
        CREATIVE = "creative", _("Creative: more surprising words")

    name = models.CharField(_("name"), max_length=80, unique=True)
    category = models.CharField(
        _("category"), max_length=255, blank=True, help_text=_("As “A > B”. Empty means every category.")
    )
    language = models.CharField(_("language"), max_length=20, blank=True, help_text=_("Empty means every language."))
    voice = models.TextField(_("brand voice"), blank=True, help_text=_("How the shop speaks, in a sentence or two."))
    audience = models.CharField(_("audience"), max_length=200, blank=True)
    theme = models.CharField(
        _("picture theme"), max_length=200, blank=True, help_text=_("Place, light and season of scenes.")
    )
    negative_prompt = models.CharField(_("never show"), max_length=200, blank=True)
    forbidden_words = models.TextField(
        _("forbidden words"), blank=True, help_text=_("One a line, or separated by commas.")
    )
    preset = models.CharField(_("preset"), max_length=10, choices=Preset, default=Preset.BALANCED)
    candidates = models.PositiveSmallIntegerField(
        _("candidates"), default=1, validators=[MinValueValidator(1), MaxValueValidator(8)]
    )
    is_active = models.BooleanField(_("active"), default=True)
    #: Counts the saves; a job keeps the version it ran with.
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    objects = StyleQuerySet.as_manager()

    class Meta:
        verbose_name = _("style")
        verbose_name_plural = _("styles")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.version += 1
        super().save(*args, **kwargs)

    @property
    def category_path(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.category.split(">") if part.strip())

    def fits(self, facts: ProductFacts) -> bool:
        path = self.category_path
        return facts.category[: len(path)] == path and self.language in {"", facts.language}

    def snapshot(self) -> StyleSnapshot:
        words = (word.strip() for word in re.split(r"[,\n]", self.forbidden_words))
        return StyleSnapshot(
            name=self.name,
            version=self.version,
            voice=self.voice,
            audience=self.audience,
            theme=self.theme,
            negative_prompt=self.negative_prompt,
            forbidden_words=tuple(word for word in words if word),
            preset=cast("Preset", self.preset),
        )
