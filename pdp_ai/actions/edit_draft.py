"""A person puts a draft into their own words. The original stays beside it, and the edit is judged like any copy."""

from __future__ import annotations

from copy import copy

from django.db import transaction

from pdp_ai.actions.permissions import REVIEW, Actor, require
from pdp_ai.cleaning import clean_html, clean_text
from pdp_ai.exceptions import PlaceGone, TransitionRefused
from pdp_ai.models import AuditEntry, MediaDraft
from pdp_ai.quality.judge import judge
from pdp_ai.signals import draft_reviewed
from pdp_ai.slots import SLOTS
from pdp_ai.types import Artifact, Brief, Candidate, Finding


def edit_draft(draft: MediaDraft, text: str, *, seen: str | None = None, user: Actor = None) -> None:
    """Replace the text of an open draft, cleaned, and judge it anew. An approved draft wants a decision again.

    `seen` is the text the person started from, when the door knows it: an edit somebody else made meanwhile is then not
    lost. Raises `PermissionDenied`, `PlaceGone`, `TransitionRefused`.
    """
    require(user, REVIEW, draft)
    before = draft.text if seen is None else seen
    edited = copy(draft)
    edited.text = clean_html(text) if draft.slot_kind.kind == "html" else clean_text(text)
    edited.set_findings(judge_text(draft, edited.text, draft.job.brief))
    with transaction.atomic():
        changed = (
            MediaDraft.objects.open()
            .filter(pk=draft.pk, text=before, file="")
            .update(
                text=edited.text,
                findings=edited.findings,
                severity=edited.severity,
                state=MediaDraft.State.PENDING,
                edited_by=user.pk if user else None,
            )
        )
        if changed != 1:
            raise TransitionRefused
        draft.plans.cancel()
        AuditEntry.objects.record("edited", draft, user, before=before, after=edited.text)
    draft.refresh_from_db()
    draft_reviewed.send_robust(MediaDraft, draft=draft, action="edited", user=user)


def judge_text(draft: MediaDraft, text: str, brief: Brief) -> list[Finding]:
    """What the quality checks say of `text` in the draft's place. Raises `PlaceGone` for a slot known no more."""
    if draft.slot not in SLOTS:
        raise PlaceGone
    return judge(Candidate(draft.slot, Artifact(draft.mime, text=text), draft.candidate), brief)
