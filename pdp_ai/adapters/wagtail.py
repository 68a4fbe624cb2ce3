"""Wagtail snippets and pages as products: what a person has in an unpublished draft survives every publication."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from wagtail.models import LockableMixin, PreviewableMixin

from pdp_ai.adapters.django_model import DjangoProductAdapter
from pdp_ai.adapters.shop_page import ShopPage
from pdp_ai.exceptions import PublishConflict, PublishRefused
from pdp_ai.sentences import sentence as _
from pdp_ai.types import SlotContent, SlotValue


class WagtailProductAdapter(DjangoProductAdapter):
    """`DjangoProductAdapter` for models with revisions.

    The public row is written first; then the same value goes onto the latest revision. That revision is published only
    when it held nothing but what was public, so that nobody's unfinished work goes live, or is lost.
    """

    def publish(self, product: Model, place: str, content: SlotContent, base: SlotValue, user: Any) -> SlotValue:
        self._expect_revision(product, place, base, user)
        after = super().publish(product, place, content, base, user)
        self._mirror(product, place, after, user)
        return after

    def revert(self, product: Model, place: str, before: SlotValue, after: SlotValue, user: Any) -> None:
        self._expect_revision(product, place, after, user)
        super().revert(product, place, before, after, user)
        self._mirror(product, place, before, user)

    def shop_page(self, product: Model) -> ShopPage | None:
        """As Wagtail's own preview shows it, where it has one."""
        if not isinstance(product, PreviewableMixin) or not product.is_previewable():
            return super().shop_page(product)
        return lambda request, *_args, **_kwargs: product.serve_preview(request, product.default_preview_mode)

    def _expect_revision(self, product: Any, place: str, value: SlotValue, user: Any) -> None:
        """Raise `PublishConflict` when a person's unpublished work would be overwritten, now or at its hour."""
        lock = product.get_lock() if isinstance(product, LockableMixin) else None
        if lock and user and lock.for_user(user):
            raise PublishRefused(_("The product is locked for editing; have it unlocked first."))
        if getattr(product, "scheduled_revision", None):
            raise PublishConflict(
                _(
                    "A version of the product is scheduled to go live and would undo this; publish it or cancel it "
                    "first."
                )
            )
        if _has_draft(product):
            try:
                self.expect(product.get_latest_revision_as_object(), place, value)
            except PublishConflict:
                raise PublishConflict(
                    _("An unpublished draft of the product says something else here; decide there first.")
                ) from None

    def _mirror(self, product: Any, place: str, value: SlotValue, user: Any) -> None:
        if not hasattr(product, "save_revision"):
            return
        waiting = _has_draft(product)
        revised = product.get_latest_revision_as_object() if product.latest_revision_id else product
        if revised is not product:
            self.target(place).mirror(revised, value)
        revision = revised.save_revision(user=user, clean=False, log_action=True)
        if getattr(product, "live", True) and not waiting and hasattr(revised, "live"):
            revision.publish(user=user, skip_permission_checks=True)


def _has_draft(product: Any) -> bool:
    return bool(getattr(product, "has_unpublished_changes", False) and product.latest_revision_id)
