"""Wagtail snippets and pages as products: what a person has in an unpublished draft survives every publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model
from wagtail.fields import RichTextField
from wagtail.locks import WorkflowLock
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, WorkflowMixin

from pdp_ai.adapters.django_model import DjangoProductAdapter
from pdp_ai.adapters.shop_page import ShopPage
from pdp_ai.adapters.targets import TextTarget
from pdp_ai.exceptions import PublishConflict, PublishRefused
from pdp_ai.sentences import sentence as _
from pdp_ai.types import SlotContent, SlotValue


class WagtailProductAdapter(DjangoProductAdapter):
    """`DjangoProductAdapter` for models with revisions.

    A publication writes the public row first; then the same value goes onto the latest revision. That revision is
    published only when it held nothing but what was public, so that nobody's unfinished work goes live, or is lost.
    What is handed over goes onto the latest revision alone; when that goes live is Wagtail's business.
    """

    def mistakes(self) -> Iterable[str]:
        return list(super().mistakes()) or self._plain_in_rich_text()

    def _plain_in_rich_text(self) -> Iterator[str]:
        """Wagtail's editor puts tags round such text on the next save, so that it would seem changed by a person."""
        for name, target in self.targets.items():
            if not isinstance(target, TextTarget) or target.slot.kind == "html":
                continue
            if isinstance(self.model._meta.get_field(target.field), RichTextField):
                yield (
                    f"the slot {name!r} is plain text and cannot stand in the RichTextField {target.field!r}; "
                    "a CharField or TextField is needed"
                )

    def publish(self, product: Model, place: str, content: SlotContent, base: SlotValue, user: Any) -> SlotValue:
        self._expect_no_other_draft(product, place, base, user)
        after = super().publish(product, place, content, base, user)
        self._mirror(product, place, after, user)
        return after

    def revert(self, product: Model, place: str, before: SlotValue, after: SlotValue, user: Any) -> None:
        self._expect_no_other_draft(product, place, after, user)
        super().revert(product, place, before, after, user)
        self._mirror(product, place, before, user)

    def shop_page(self, product: Model) -> ShopPage | None:
        """As Wagtail's own preview shows it, where it has one."""
        if not isinstance(product, PreviewableMixin) or not product.is_previewable():
            return super().shop_page(product)
        return lambda request, *_args, **_kwargs: product.serve_preview(request, product.default_preview_mode)

    def takes_drafts(self, product: Model) -> bool:
        return isinstance(product, DraftStateMixin)

    def drafted(self, product: Any) -> Model:
        return product.get_latest_revision_as_object() if self.takes_drafts(product) else product

    def hand_over(self, product: Model, place: str, content: SlotContent, base: SlotValue, user: Any) -> SlotValue:
        _expect_unlocked(product, user)
        drafted: Any = self.drafted(product)
        self.expect(drafted, place, base)
        target = self.target(place)
        target.mirror(drafted, target.store(product, content))
        drafted.save_revision(user=user, clean=False, log_action=True)
        return target.read(drafted)

    def withdraw(self, product: Model, place: str, before: SlotValue, after: SlotValue, user: Any) -> None:
        _expect_unlocked(product, user)
        drafted: Any = self.drafted(product)
        self.expect(drafted, place, after)
        self.target(place).mirror(drafted, before)
        drafted.save_revision(user=user, clean=False, log_action=True)

    def _expect_no_other_draft(self, product: Any, place: str, value: SlotValue, user: Any) -> None:
        """Raise `PublishConflict` when a person's unpublished work would be overwritten, now or at its hour."""
        _expect_unlocked(product, user)
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
        # Publishing would end a workflow: the version that is being moderated goes live through it.
        waiting = _has_draft(product) or (isinstance(product, WorkflowMixin) and product.workflow_in_progress)
        revised = product.get_latest_revision_as_object() if product.latest_revision_id else product
        if revised is not product:
            self.target(place).mirror(revised, value)
        revision = revised.save_revision(user=user, clean=False, log_action=True)
        if getattr(product, "live", True) and not waiting and hasattr(revised, "live"):
            revision.publish(user=user, skip_permission_checks=True)


def _expect_unlocked(product: Any, user: Any) -> None:
    """Raise `PublishRefused` where Wagtail would not let the person edit, `PublishConflict` for a scheduled version."""
    if getattr(product, "scheduled_revision", None):
        raise PublishConflict(
            _("A version of the product is scheduled to go live and would undo this; publish it or cancel it first.")
        )
    lock = product.get_lock() if isinstance(product, LockableMixin) else None
    if not lock or not user or not lock.for_user(user):
        return
    if isinstance(lock, WorkflowLock):
        raise PublishRefused(_("The product is being moderated; until that ends only its reviewers may change it."))
    raise PublishRefused(_("The product is locked for editing; have it unlocked first."))


def _has_draft(product: Any) -> bool:
    return bool(getattr(product, "has_unpublished_changes", False) and product.latest_revision_id)
