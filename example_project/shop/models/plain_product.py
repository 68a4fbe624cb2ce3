"""A product of a shop without Wagtail: one flat model, its files in ImageFields."""

from __future__ import annotations

from typing import NamedTuple

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.fields.files import ImageFieldFile
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Picture(NamedTuple):
    file: ImageFieldFile
    alt: str


class PlainProduct(models.Model):
    sku = models.CharField(_("SKU"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=255, blank=True)
    headline = models.CharField(
        _("headline"), max_length=120, blank=True, help_text=_("What shoppers see instead of the name.")
    )
    supplier_text = models.TextField(
        _("supplier's text"), blank=True, help_text=_("What the supplier says, word for word. Never shown to shoppers.")
    )
    text = models.TextField(_("text"), blank=True, help_text=_("Shown to shoppers."))
    summary = models.TextField(_("summary"), blank=True, help_text=_("A sentence or two, below the name."))
    questions = models.TextField(_("questions and answers"), blank=True)
    page_title = models.CharField(_("page title"), max_length=80, blank=True)
    meta = models.CharField(_("meta description"), max_length=255, blank=True)
    price = models.DecimalField(
        _("price"), max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    photo = models.ImageField(_("photo"), upload_to="workshop", blank=True)
    photo_alt = models.CharField(_("photo's alternative text"), max_length=255, blank=True)
    packshot = models.ImageField(_("packshot"), upload_to="workshop", blank=True)
    scene = models.ImageField(_("scene"), upload_to="workshop", blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)
    live = models.BooleanField(_("live"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        ordering = ["name", "sku"]
        verbose_name = _("workshop product")
        verbose_name_plural = _("workshop products")

    def __str__(self) -> str:
        return self.headline or self.name or self.sku

    def get_absolute_url(self) -> str:
        return reverse("shop:workshop_product", args=[self.pk])

    @property
    def gallery(self) -> list[Picture]:
        alt = self.photo_alt or str(self)
        pictures = [Picture(self.packshot, str(self)), Picture(self.photo, alt), Picture(self.scene, str(self))]
        return [picture for picture in pictures if picture.file]

    @property
    def card_photo(self) -> Picture | None:
        return next(iter(self.gallery), None)
