"""A person says something about a draft without deciding on it; it stays in the draft's history."""

from __future__ import annotations

from pdp_ai.actions.permissions import REVIEW, Actor, require
from pdp_ai.cleaning import clean_text
from pdp_ai.models import AuditEntry, MediaDraft


def comment_draft(draft: MediaDraft, text: str, *, user: Actor = None) -> None:
    """Raises `PermissionDenied`."""
    require(user, REVIEW, draft)
    AuditEntry.objects.record("commented", draft, user, reason=clean_text(text, max_characters=2_000))
