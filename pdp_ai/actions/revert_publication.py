"""Undo a publication: put back what stood there, unless a person changed it since."""

from __future__ import annotations

from django.db import transaction

from pdp_ai import registry
from pdp_ai.actions.permissions import PUBLISH, REVIEW, Actor, require
from pdp_ai.actions.refusals import refusing_politely
from pdp_ai.exceptions import TransitionRefused
from pdp_ai.models import AuditEntry, MediaDraft, Publication
from pdp_ai.models.draft import DraftState
from pdp_ai.signals import publication_reverted
from pdp_ai.types import SlotValue


def revert_publication(publication: Publication, *, user: Actor = None) -> None:
    """Undo one publication; the publication that it had replaced, if any, stands again.

    Raises `PermissionDenied`, `ProductNotFound`, `PublishConflict`, `TransitionRefused`; then nothing has changed.
    """
    adapter = registry.adapter_for(publication.product_model)
    with transaction.atomic(), refusing_politely():
        product = adapter.get(publication.product_id, lock=True)
        # What was handed over may have gone live since the instance in hand was read.
        publication.refresh_from_db()
        require(user, PUBLISH if publication.is_live else REVIEW, publication)
        before, after = SlotValue.from_dict(publication.before), SlotValue.from_dict(publication.after)
        if not Publication.objects.revert(publication, user.pk if user else None):
            raise TransitionRefused
        put_back = adapter.revert if publication.is_live else adapter.withdraw
        put_back(product, publication.draft.place, before, after, user)
        MediaDraft.objects.move(publication.draft, MediaDraft.State.REVERTED)
        if earlier := _replaced_by(publication):
            MediaDraft.objects.reinstate(earlier.draft, DraftState.PUBLISHED if earlier.is_live else DraftState.DRAFTED)
        AuditEntry.objects.record("reverted", publication.draft, user, publication=publication.pk)
    publication.refresh_from_db()
    publication.draft.refresh_from_db()
    publication_reverted.send_robust(Publication, publication=publication, user=user)


def _replaced_by(publication: Publication) -> Publication | None:
    """The standing publication whose value `publication` had taken the place of."""
    rows = Publication.objects.standing().filter(
        product_model=publication.product_model,
        product_id=publication.product_id,
        slot=publication.slot,
        draft__place=publication.draft.place,
        pk__lt=publication.pk,
    )
    earlier = rows.order_by("-pk").select_related("draft").first()
    return earlier if earlier and earlier.after == publication.before else None
