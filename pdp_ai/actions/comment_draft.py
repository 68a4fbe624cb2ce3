"""A person says something about a draft without deciding on it; it stays in the draft's history."""

from __future__ import annotations

from django.db import transaction

from pdp_ai.actions.notify import notify_mentioned
from pdp_ai.actions.permissions import REVIEW, Actor, require
from pdp_ai.cleaning import clean_text
from pdp_ai.models import AuditEntry, MediaDraft


def comment_draft(draft: MediaDraft, text: str, *, user: Actor = None) -> None:
    """Whoever is named as ``@username`` is told. Raises `PermissionDenied`."""
    require(user, REVIEW, draft)
    said = clean_text(text, max_characters=2_000)
    with transaction.atomic():
        AuditEntry.objects.record("commented", draft, user, reason=said)
        notify_mentioned(draft, said, user=user)
