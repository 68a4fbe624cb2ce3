"""A person takes back the decision they have just made: the draft waits again, and so do the rivals it set aside."""

from __future__ import annotations

from django.db import transaction

from pdp_ai.actions.permissions import REVIEW, Actor, require
from pdp_ai.actions.revert_publication import revert_publication
from pdp_ai.exceptions import TransitionRefused
from pdp_ai.models import AuditEntry, MediaDraft
from pdp_ai.models.audit import REMARKS
from pdp_ai.models.draft import DraftState
from pdp_ai.signals import draft_reviewed

#: Decisions that can be taken back.
TAKEN_BACK = ("approved", "rejected", "planned", "drafted", "published")


def decided_draft(entry: AuditEntry) -> MediaDraft | None:
    """The draft that an entry is about, if it is about one."""
    kind, _, key = entry.subject.partition(":")
    return MediaDraft.objects.select_related("job").filter(pk=key).first() if kind == "mediadraft" else None


def take_back(entry: AuditEntry, *, user: Actor) -> None:
    """Undo a decision, and a publication that followed it, unless somebody else has decided on the draft since.

    Raises `PermissionDenied`, `PublishConflict`, `TransitionRefused`; then nothing has changed.
    """
    draft = decided_draft(entry)
    if draft is None:
        raise TransitionRefused
    require(user, REVIEW, draft)
    with transaction.atomic():
        own = AuditEntry.objects.about(draft).filter(pk__gte=entry.pk).exclude(action__in=REMARKS)
        if not user or any(later.user_id != user.pk or later.action not in TAKEN_BACK for later in own):
            raise TransitionRefused
        if publication := draft.publications.filter(reverted_at=None).order_by("-pk").first():
            revert_publication(publication, user=user)
        elif entry.action in {"published", "drafted"}:
            raise TransitionRefused
        if not publication and entry.action == "planned" and not draft.plans.cancel():
            raise TransitionRefused
        # Somebody's approval before it stands: an undone draft can be published again.
        if entry.action in {"approved", "rejected"} and not MediaDraft.objects.move(
            draft, DraftState.PENDING, reviewed_by=None, reviewed_at=None, reason=""
        ):
            raise TransitionRefused
        aside = entry.detail.get("set_aside", [])
        MediaDraft.objects.filter(pk__in=aside, state=DraftState.SUPERSEDED).update(state=DraftState.PENDING)
        AuditEntry.objects.record("taken_back", draft, user, decision=entry.action)
    draft.refresh_from_db()
    draft_reviewed.send_robust(MediaDraft, draft=draft, action="taken_back", user=user)
