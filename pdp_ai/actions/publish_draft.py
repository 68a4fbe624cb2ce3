"""Write an approved draft onto its product, unless a person changed the product meanwhile."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Model

from pdp_ai import registry
from pdp_ai.actions.judge_anew import has_its_photo
from pdp_ai.actions.permissions import PUBLISH, Actor, expect_other_eyes, require
from pdp_ai.actions.prepare_picture import PreparedPicture, prepare_picture
from pdp_ai.actions.refusals import refusing_politely
from pdp_ai.adapters.base import ProductAdapter
from pdp_ai.exceptions import PublishConflict, TransitionRefused
from pdp_ai.models import AuditEntry, MediaDraft, PlannedPublication, Publication
from pdp_ai.models.planned_publication import PlanState
from pdp_ai.sentences import sentence as _
from pdp_ai.signals import draft_published
from pdp_ai.types import SlotContent, SlotValue


def publish_draft(
    draft: MediaDraft, *, over: SlotValue | None = None, plan: PlannedPublication | None = None, user: Actor = None
) -> Publication:
    """Publish an approved (or undone) draft. Its rivals for the slot are superseded.

    `over` is the live value that the person saw and wants to replace, given after a conflict was shown; otherwise the
    value the draft was made against must still stand, and so must the photo it was made from. `plan` is what is
    carried out by this, once; without it whatever is planned for the draft is given up. Raises
    `FourEyes`, `PermissionDenied`, `ProductNotFound`, `PublishConflict`, `PublishRefused`, `TransitionRefused`; then
    nothing has changed.
    """
    require(user, PUBLISH, draft)
    adapter = registry.adapter_for(draft.product_model)
    # A storage may be slow, and an encoder is: nothing is locked while they work. A crop meanwhile refuses.
    with refusing_politely():
        picture = prepare_picture(draft) if draft.is_picture else None
    with transaction.atomic(), refusing_politely():
        product = adapter.get(draft.product_id, lock=True)
        if plan is not None and not PlannedPublication.objects.settle(plan, PlanState.DONE):
            raise TransitionRefused
        if not MediaDraft.objects.filter(file=draft.file).move(draft, MediaDraft.State.PUBLISHED):
            raise TransitionRefused
        # What was approved may be newer than the instance in hand.
        approved = MediaDraft.objects.select_related("job").get(pk=draft.pk)
        expect_other_eyes(approved, user)
        if over is None:
            expect_photo(adapter, product, approved)
        before = adapter.read(product, draft.place)
        base = approved.base if over is None else over
        after = adapter.publish(product, draft.place, content_of(approved, picture), base, user)
        publication = Publication.objects.record(draft, before, after, user.pk if user else None)
        MediaDraft.objects.supersede_rivals(approved)
        compression = picture.compression if picture else {}
        AuditEntry.objects.record(
            "published", draft, user, before=before.as_dict(), after=after.as_dict(), compression=compression
        )
    draft.refresh_from_db()
    draft_published.send_robust(Publication, publication=publication, user=user)
    return publication


def expect_photo(adapter: ProductAdapter, product: Model, draft: MediaDraft) -> None:
    """Raise `PublishConflict` when the photo that the draft shows or describes is no longer the product's."""
    if not has_its_photo(draft, adapter.facts(product)):
        raise PublishConflict(_("The photo this was made from has been replaced or removed; ask for a new draft."))


def content_of(draft: MediaDraft, picture: PreparedPicture | None) -> SlotContent:
    if picture is None:
        return SlotContent(text=draft.text)
    earlier = draft.publications.order_by("-pk").first()
    return SlotContent(
        picture=picture.content,
        mime=picture.mime,
        alt=draft.text or draft.product_title,
        focal_point=draft.focal_point,
        kept=str(earlier.after["file"]) if earlier else "",
    )
