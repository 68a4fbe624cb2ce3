"""Put an approved draft into the product's own unpublished draft; when that goes live is not for us to say."""

from __future__ import annotations

from django.db import transaction

from pdp_ai import registry
from pdp_ai.actions.permissions import REVIEW, Actor, require
from pdp_ai.actions.prepare_picture import prepare_picture
from pdp_ai.actions.publish_draft import content_of, expect_photo
from pdp_ai.actions.refusals import refusing_politely
from pdp_ai.exceptions import PublishRefused, TransitionRefused
from pdp_ai.models import AuditEntry, MediaDraft, Publication
from pdp_ai.sentences import sentence as _
from pdp_ai.signals import draft_reviewed
from pdp_ai.types import SlotValue


def hand_over_draft(draft: MediaDraft, *, over: SlotValue | None = None, user: Actor = None) -> Publication:
    """Write it where nobody but editors sees it; what is live stays, and so does everything else in that draft.

    As with `publish_draft`, `over` is the value that the person saw there and wants to replace. Nothing becomes public
    by it, so the permission to review is enough. Raises `PermissionDenied`, `ProductNotFound`, `PublishConflict`,
    `PublishRefused`, `TransitionRefused`; then nothing has changed.
    """
    require(user, REVIEW, draft)
    adapter = registry.adapter_for(draft.product_model)
    with refusing_politely():
        picture = prepare_picture(draft) if draft.is_picture else None
    with transaction.atomic(), refusing_politely():
        product = adapter.get(draft.product_id, lock=True)
        if not adapter.takes_drafts(product):
            raise PublishRefused(_("This product has no unpublished drafts; publish it instead."))
        if not MediaDraft.objects.filter(file=draft.file).move(draft, MediaDraft.State.DRAFTED):
            raise TransitionRefused
        approved = MediaDraft.objects.select_related("job").get(pk=draft.pk)
        if over is None:
            expect_photo(adapter, product, approved)
        before = adapter.read(adapter.drafted(product), draft.place)
        base = approved.base if over is None else over
        after = adapter.hand_over(product, draft.place, content_of(approved, picture), base, user)
        publication = Publication.objects.record(draft, before, after, user.pk if user else None, is_live=False)
        MediaDraft.objects.supersede_rivals(approved)
        AuditEntry.objects.record("drafted", draft, user, before=before.as_dict(), after=after.as_dict())
    draft.refresh_from_db()
    draft_reviewed.send_robust(MediaDraft, draft=draft, action="drafted", user=user)
    return publication
