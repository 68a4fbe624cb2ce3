"""A person says yes, and with it no to the other candidates for the same place."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from pdp_ai.actions.permissions import REVIEW, Actor, require
from pdp_ai.exceptions import ErrorsNotAccepted, TransitionRefused
from pdp_ai.models import AuditEntry, MediaDraft
from pdp_ai.models.draft import DraftSeverity
from pdp_ai.signals import draft_reviewed


def approve_draft(
    draft: MediaDraft,
    *,
    seen: str | None = None,
    was: str | None = None,
    despite_errors: bool = False,
    user: Actor = None,
) -> AuditEntry:
    """Move a draft to APPROVED, unless somebody is past it already; its undecided rivals are set aside.

    `seen` is the text that the person read, or the crop, and `was` the state, when the door knows them: nobody approves
    what they never saw, or overrules a colleague unawares. A draft with errors among its findings wants
    `despite_errors`: that somebody looked at them. Raises `PermissionDenied`, `ErrorsNotAccepted`, `TransitionRefused`.
    """
    require(user, REVIEW, draft)
    with transaction.atomic():
        reviewer = user.pk if user else None
        drafts = MediaDraft.objects.all().seen_as(seen=seen, state=was)
        if not despite_errors:
            if drafts.filter(pk=draft.pk, severity=DraftSeverity.ERROR).exists():
                raise ErrorsNotAccepted
            drafts = drafts.exclude(severity=DraftSeverity.ERROR)
        if not drafts.move(draft, MediaDraft.State.APPROVED, reviewed_by=reviewer, reviewed_at=Now(), reason=""):
            raise TransitionRefused
        aside = MediaDraft.objects.set_rivals_aside(draft)
        entry = AuditEntry.objects.record("approved", draft, user, **({"set_aside": aside} if aside else {}))
    draft.refresh_from_db()
    draft_reviewed.send_robust(MediaDraft, draft=draft, action="approved", user=user)
    return entry
