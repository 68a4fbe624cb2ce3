"""A person says no, and why."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from pdp_ai.actions.permissions import REVIEW, Actor, require
from pdp_ai.cleaning import clean_text
from pdp_ai.exceptions import TransitionRefused
from pdp_ai.models import AuditEntry, MediaDraft
from pdp_ai.signals import draft_reviewed


def reject_draft(draft: MediaDraft, reason: str, *, was: str | None = None, user: Actor = None) -> AuditEntry:
    """Move a draft from PENDING or APPROVED to REJECTED.

    `was` is the state that the person saw, when the door knows it. Raises `PermissionDenied`, `TransitionRefused`.
    """
    require(user, REVIEW, draft)
    reason = clean_text(reason, max_characters=2_000)
    with transaction.atomic():
        reviewer = user.pk if user else None
        if (
            not MediaDraft.objects.all()
            .seen_as(state=was)
            .move(draft, MediaDraft.State.REJECTED, reviewed_by=reviewer, reviewed_at=Now(), reason=reason)
        ):
            raise TransitionRefused
        entry = AuditEntry.objects.record("rejected", draft, user, reason=reason)
    draft.refresh_from_db()
    draft_reviewed.send_robust(MediaDraft, draft=draft, action="rejected", user=user)
    return entry
