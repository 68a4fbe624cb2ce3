"""Who did what with a draft, and when; an edit with the words it changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime

from pdp_ai.cleaning import html_to_text
from pdp_ai.models import AuditEntry, MediaDraft
from pdp_ai.views.draft.measures import compression_words
from pdp_ai.views.draft.word_diff import DiffPiece, word_diff
from pdp_ai.views.words import action_label


@dataclass(frozen=True, slots=True)
class HistoryLine:
    label: str
    who: Any
    at: datetime
    #: Why it was rejected.
    reason: str
    #: What publishing a picture in another format cost.
    compression: str
    changes: tuple[DiffPiece, ...]


def history(draft: MediaDraft) -> list[HistoryLine]:
    entries = AuditEntry.objects.about(draft).select_related("user")
    return [
        HistoryLine(
            label=action_label(entry.action),
            who=entry.user,
            at=entry.at,
            reason=str(entry.detail.get("reason") or entry.detail.get("to") or _moment(entry)),
            compression=compression_words(entry.detail.get("compression", {})),
            changes=_changes(draft, entry) if entry.action == "edited" else (),
        )
        for entry in entries
    ]


def _moment(entry: AuditEntry) -> str:
    """For when a publication was planned, by the reader's clock."""
    at = entry.detail.get("at")
    return date_format(localtime(datetime.fromisoformat(at)), "DATETIME_FORMAT") if at else ""


def visible_diff(draft: MediaDraft, before: str, after: str) -> tuple[DiffPiece, ...]:
    """Of two texts for the draft's slot, as a shopper would see them."""
    if draft.slot_kind.kind == "html":
        before, after = html_to_text(before), html_to_text(after)
    return word_diff(before, after)


def _changes(draft: MediaDraft, entry: AuditEntry) -> tuple[DiffPiece, ...]:
    return visible_diff(draft, entry.detail["before"], entry.detail["after"])
