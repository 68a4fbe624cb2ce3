"""What may be done to many drafts at once: which of them it fits, what it does to one, and how that is taken back."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.ask_again import ask_again
from pdp_ai.actions.cancel_jobs import cancel_jobs
from pdp_ai.actions.edit_draft import edit_draft
from pdp_ai.actions.judge_anew import expect_no_new_errors
from pdp_ai.actions.permissions import GENERATE, PUBLISH, REVIEW, Actor
from pdp_ai.actions.plan_publication import plan_publication
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.reject_draft import reject_draft
from pdp_ai.actions.revert_publication import revert_publication
from pdp_ai.actions.take_back import decided_draft, take_back
from pdp_ai.exceptions import TransitionRefused
from pdp_ai.models import AuditEntry, GenerationJob, MediaDraft
from pdp_ai.models.bulk_decision import BulkKind
from pdp_ai.models.draft import DraftQuerySet, DraftSeverity, DraftState


@dataclass(frozen=True, slots=True)
class Kind:
    #: Needed by whoever decides, and for each draft's product.
    permission: str
    #: Of the chosen drafts those that would change, as far as a query can tell.
    fitting: Callable[[DraftQuerySet], DraftQuerySet]
    #: From a draft and what was typed to the keys that taking it back needs.
    decide: Callable[[MediaDraft, dict[str, Any], Actor], list[int]]
    #: By one of those keys.
    take_back: Callable[[int, Actor], None]


def _approve(draft: MediaDraft, _data: dict[str, Any], user: Actor) -> list[int]:
    if draft.severity == DraftSeverity.ERROR:
        raise TransitionRefused(_("It has errors among its findings: open it to decide."))
    # Only what waits: a rejection is not overruled by the dozen.
    return [approve_draft(draft, was=DraftState.PENDING, user=user).pk]


def _reject(draft: MediaDraft, data: dict[str, Any], user: Actor) -> list[int]:
    return [reject_draft(draft, data["reason"], was=draft.state, user=user).pk]


def _publish(draft: MediaDraft, _data: dict[str, Any], user: Actor) -> list[int]:
    expect_no_new_errors(draft)
    publish_draft(draft, user=user)
    return [AuditEntry.objects.about(draft).filter(action="published").latest("pk").pk]


def _later(draft: MediaDraft, data: dict[str, Any], user: Actor) -> list[int]:
    return [plan_publication(draft, datetime.fromisoformat(data["at"]), user=user).pk]


def _again(draft: MediaDraft, data: dict[str, Any], user: Actor) -> list[int]:
    result = ask_again(draft, data.get("hint", ""), user=user)
    if not result.jobs:
        raise TransitionRefused(" ".join(skipped.reason for skipped in result.skipped))
    return [job.pk for job in result.jobs]


def _replace(draft: MediaDraft, data: dict[str, Any], user: Actor) -> list[int]:
    text = replaced(draft, data["find"], data["replacement"])
    if text == draft.text:
        raise TransitionRefused(_("The words do not occur in it."))
    edit_draft(draft, text, seen=draft.text, user=user)
    return [AuditEntry.objects.about(draft).filter(action="edited").latest("pk").pk]


def _undo(draft: MediaDraft, _data: dict[str, Any], user: Actor) -> list[int]:
    publication = draft.publications.standing().order_by("-pk").first()
    if publication is None:
        raise TransitionRefused(_("It was undone already."))
    draft.refresh_from_db()  # what stood on top of it may just have been undone
    if draft.state == DraftState.SUPERSEDED:
        raise TransitionRefused(_("A later publication stands in its place; undo that one first."))
    revert_publication(publication, user=user)
    return [draft.pk]


def replaced(draft: MediaDraft, find: str, replacement: str) -> str:
    """The draft's text with other words; in rich text never within a tag."""
    if draft.slot_kind.kind != "html":
        return draft.text.replace(find, replacement)
    find, replacement = html.escape(find, quote=False), html.escape(replacement, quote=False)
    parts = re.split(r"(<[^>]*>)", draft.text)
    return "".join(part if part.startswith("<") else part.replace(find, replacement) for part in parts)


def _take_entry_back(key: int, user: Actor) -> None:
    take_back(AuditEntry.objects.get(pk=key), user=user)


def _edit_back(key: int, user: Actor) -> None:
    entry = AuditEntry.objects.get(pk=key)
    if (draft := decided_draft(entry)) is None:
        raise TransitionRefused
    edit_draft(draft, entry.detail["before"], seen=entry.detail["after"], user=user)


def _cancel(key: int, user: Actor) -> None:
    if not cancel_jobs(GenerationJob.objects.filter(pk=key), user=user):
        raise TransitionRefused(_("The job has ended."))


def _publish_again(key: int, user: Actor) -> None:
    publish_draft(MediaDraft.objects.select_related("job").get(pk=key), user=user)


def _approvable(drafts: DraftQuerySet) -> DraftQuerySet:
    return drafts.filter(state=DraftState.PENDING, severity__lt=DraftSeverity.ERROR)


def _publishable(drafts: DraftQuerySet) -> DraftQuerySet:
    return drafts.filter(state__in=(DraftState.APPROVED, DraftState.REVERTED))


def _undecided(drafts: DraftQuerySet) -> DraftQuerySet:
    return drafts.open()


def _undecided_texts(drafts: DraftQuerySet) -> DraftQuerySet:
    return drafts.open().filter(file="")


def _any(drafts: DraftQuerySet) -> DraftQuerySet:
    return drafts


def _standing(drafts: DraftQuerySet) -> DraftQuerySet:
    """The last first."""
    return drafts.filter(state__in=(DraftState.PUBLISHED, DraftState.DRAFTED)).order_by("-pk")


KINDS: dict[str, Kind] = {
    BulkKind.APPROVE: Kind(REVIEW, _approvable, _approve, _take_entry_back),
    BulkKind.REJECT: Kind(REVIEW, _undecided, _reject, _take_entry_back),
    BulkKind.REPLACE: Kind(REVIEW, _undecided_texts, _replace, _edit_back),
    BulkKind.PUBLISH: Kind(PUBLISH, _publishable, _publish, _take_entry_back),
    BulkKind.LATER: Kind(PUBLISH, _publishable, _later, _take_entry_back),
    BulkKind.AGAIN: Kind(GENERATE, _any, _again, _cancel),
    BulkKind.UNDO: Kind(PUBLISH, _standing, _undo, _publish_again),
}
