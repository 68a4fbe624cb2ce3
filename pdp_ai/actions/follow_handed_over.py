"""The product's own draft went live, and with it what had been handed over to it, unless somebody rewrote it first."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Model

from pdp_ai import registry
from pdp_ai.actions.permissions import Actor
from pdp_ai.adapters.base import ProductAdapter
from pdp_ai.models import AuditEntry, MediaDraft, Publication
from pdp_ai.models.draft import DraftState
from pdp_ai.signals import draft_published
from pdp_ai.types import SlotValue


def follow_handed_over(product: Model, *, user: Actor = None) -> int:
    """Look at every handed-over draft of a product that was just published; how many of them went live."""
    handed_over = Publication.objects.standing().filter(
        product_model=product._meta.label_lower, product_id=str(product.pk), draft__state=DraftState.DRAFTED
    )
    adapter = registry.adapter_for(product)
    rows = [row for row in handed_over.select_related("draft").order_by("pk") if adapter.has_place(row.draft.place)]
    return sum(_went_live(product, adapter, row, user) for row in rows)


def _went_live(product: Model, adapter: ProductAdapter, publication: Publication, user: Actor) -> bool:
    draft, place, value = publication.draft, publication.draft.place, SlotValue.from_dict(publication.after)
    with transaction.atomic():
        if adapter.holds(product, place, value):
            if not MediaDraft.objects.move(draft, DraftState.PUBLISHED):
                return False
            after = adapter.read(product, place).as_dict()
            Publication.objects.filter(pk=publication.pk).update(is_live=True, after=after)
            draft.state = DraftState.PUBLISHED
            MediaDraft.objects.supersede_rivals(draft)
            AuditEntry.objects.record("went_live", draft, user, publication=publication.pk)
        elif not adapter.holds(adapter.drafted(product), place, value):
            MediaDraft.objects.filter(pk=draft.pk, state=DraftState.DRAFTED).update(state=DraftState.SUPERSEDED)
            AuditEntry.objects.record("rewritten", draft, user)
            return False
        else:
            return False
    publication.refresh_from_db()
    draft_published.send_robust(Publication, publication=publication, user=user)
    return True
