"""A person says yes."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from pdp_ai.actions.permissions import REVIEW, Actor, require
from pdp_ai.exceptions import TransitionRefused
from pdp_ai.models import AuditEntry, MediaDraft
from pdp_ai.signals import draft_reviewed


def approve_draft(draft: MediaDraft, *, seen: str | None = None, user: Actor = None) -> None:
    """Move a draft to APPROVED, unless somebody is past it already.

    `seen` is the text that the person read, when the door knows it: nobody approves words they never saw. Raises
    `PermissionDenied`, `TransitionRefused`.
    """
    require(user, REVIEW)
    with transaction.atomic():
        reviewer = user.pk if user else None
        drafts = MediaDraft.objects.all() if seen is None else MediaDraft.objects.filter(text=seen)
        if not drafts.move(draft, MediaDraft.State.APPROVED, reviewed_by=reviewer, reviewed_at=Now(), reason=""):
            raise TransitionRefused
        AuditEntry.objects.record("approved", draft, user)
    draft.refresh_from_db()
    draft_reviewed.send_robust(MediaDraft, draft=draft, action="approved", user=user)
