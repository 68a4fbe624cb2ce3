"""Products that were saved and whose facts have not been looked at since."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ProductChangeQuerySet(models.QuerySet["ProductChange"]):
    def note(self, product_model: str, product_id: str) -> None:
        """One query, in the transaction of the product's own save; a second save before the look adds nothing."""
        self.bulk_create(
            [ProductChange(product_model=product_model, product_id=product_id, saved_at=Now())],
            update_conflicts=True,
            unique_fields=["product_model", "product_id"],
            update_fields=["save_mark", "saved_at"],
        )

    def settle(self, change: ProductChange) -> bool:
        """Strike the note off, unless the product was saved again after it was read."""
        return self.filter(pk=change.pk, save_mark=change.save_mark).delete()[0] == 1


class ProductChange(models.Model):
    """A save is fast because it only leaves this note; a worker compares the facts afterwards."""

    product_model = models.CharField(_("product model"), max_length=100)
    product_id = models.CharField(_("product key"), max_length=64)
    #: Another one with every save.
    save_mark = models.UUIDField(default=uuid.uuid4, editable=False)
    saved_at = models.DateTimeField(_("saved at"), db_default=Now())

    objects = ProductChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("product change")
        verbose_name_plural = _("product changes")
        constraints = [
            models.UniqueConstraint(fields=["product_model", "product_id"], name="pdp_ai_one_change_per_product"),
        ]

    def __str__(self) -> str:
        return f"{self.product_model} {self.product_id}"
