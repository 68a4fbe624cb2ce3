"""How our rows point at a product: by label and key, because the product is never ours."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProductReference(models.Model):
    """The product a row is about. Its title is kept so that lists need no second query."""

    #: Django's label in lower case, e.g. ``"shop.product"``.
    product_model = models.CharField(_("product model"), max_length=100)
    product_id = models.CharField(_("product key"), max_length=64)
    product_title = models.CharField(_("product"), max_length=255, blank=True)

    class Meta:
        abstract = True

    @property
    def product_name(self) -> str:
        """The title, or what can be said of a product without one."""
        return self.product_title or f"{self.product_model} {self.product_id}"
