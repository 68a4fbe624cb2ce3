"""What was written to a product, and what stood there before: all that an undo needs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pdp_ai.models.draft import MediaDraft
from pdp_ai.models.product_reference import ProductReference
from pdp_ai.types import SlotValue


class PublicationQuerySet(models.QuerySet["Publication"]):
    def standing(self) -> PublicationQuerySet:
        return self.filter(reverted_at=None)

    def record(
        self, draft: MediaDraft, before: SlotValue, after: SlotValue, user_id: int | None, *, is_live: bool = True
    ) -> Publication:
        return self.create(
            draft=draft,
            slot=draft.slot,
            product_model=draft.product_model,
            product_id=draft.product_id,
            product_title=draft.product_title,
            before=before.as_dict(),
            after=after.as_dict(),
            published_by_id=user_id,
            is_live=is_live,
        )

    def revert(self, publication: Publication, user_id: int | None) -> bool:
        """Mark as undone, once."""
        return self.standing().filter(pk=publication.pk).update(reverted_at=Now(), reverted_by=user_id) == 1


class Publication(ProductReference):
    draft = models.ForeignKey(
        MediaDraft, verbose_name=_("draft"), on_delete=models.PROTECT, related_name="publications"
    )
    slot = models.CharField(_("slot"), max_length=40)
    #: `SlotValue` as JSON.
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    #: Whether it was written where the public sees it, and not to the product's own unpublished draft.
    is_live = models.BooleanField(_("live"), default=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("published by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(_("published at"), db_default=Now())
    reverted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("undone by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reverted_at = models.DateTimeField(_("undone at"), null=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["product_model", "product_id", "slot"], name="pdp_ai_publication_product")]

    def __str__(self) -> str:
        return f"{self.slot}: {self.product_name}"
