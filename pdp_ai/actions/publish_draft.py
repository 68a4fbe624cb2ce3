"""Write an approved draft onto its product, unless a person changed the product meanwhile."""

from __future__ import annotations

from django.db import transaction

from pdp_ai import registry
from pdp_ai.actions.permissions import PUBLISH, Actor, require
from pdp_ai.exceptions import TransitionRefused
from pdp_ai.models import AuditEntry, MediaDraft, Publication
from pdp_ai.signals import draft_published
from pdp_ai.types import SlotContent, SlotValue


def publish_draft(draft: MediaDraft, *, over: SlotValue | None = None, user: Actor = None) -> Publication:
    """Publish an approved (or undone) draft. Its rivals for the slot are superseded.

    `over` is the live value that the person saw and wants to replace, given after a conflict was shown; otherwise the
    value the draft was made against must still stand. Raises `PermissionDenied`, `ProductNotFound`, `PublishConflict`,
    `TransitionRefused`; then nothing has changed.
    """
    require(user, PUBLISH)
    adapter = registry.adapter_for(draft.product_model)
    with transaction.atomic():
        product = adapter.get(draft.product_id, lock=True)
        if not MediaDraft.objects.move(draft, MediaDraft.State.PUBLISHED):
            raise TransitionRefused
        before = adapter.read(product, draft.slot)
        after = adapter.publish(product, draft.slot, _content(draft), draft.base if over is None else over, user)
        publication = Publication.objects.create(
            draft=draft,
            slot=draft.slot,
            product_model=draft.product_model,
            product_id=draft.product_id,
            product_title=draft.product_title,
            before=before.as_dict(),
            after=after.as_dict(),
            published_by_id=user.pk if user else None,
        )
        rivals = MediaDraft.objects.of_slot(draft).exclude(pk=draft.pk)
        rivals.filter(state__in=(MediaDraft.State.PENDING, MediaDraft.State.PUBLISHED)).update(
            state=MediaDraft.State.SUPERSEDED
        )
        AuditEntry.objects.record("published", draft, user, before=before.as_dict(), after=after.as_dict())
    draft.refresh_from_db()
    draft_published.send(Publication, publication=publication, user=user)
    return publication


def _content(draft: MediaDraft) -> SlotContent:
    if not draft.is_picture:
        return SlotContent(text=draft.text)
    with draft.file.open("rb") as file:
        return SlotContent(picture=file.read(), mime=draft.mime, alt=draft.product_title)
