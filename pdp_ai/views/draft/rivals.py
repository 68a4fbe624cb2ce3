"""The other drafts for the same place on the product: the candidates of the same job in full, older ones in brief."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from pdp_ai.models import MediaDraft
from pdp_ai.views import badges
from pdp_ai.views.draft.comparison import Shown, show_draft
from pdp_ai.views.face import Face
from pdp_ai.views.room.filter import RoomFilter

#: Older drafts that the page links to.
SIBLINGS = 12


@dataclass(frozen=True, slots=True)
class CandidateCard:
    """One of several results of the same job, to be chosen from."""

    draft: MediaDraft
    number: int
    url: str
    shown: Shown
    state: SafeString
    severity: SafeString
    is_current: bool
    approve_url: str


def candidates(draft: MediaDraft, room: RoomFilter, face: Face) -> list[CandidateCard]:
    """Empty when there is nothing to choose from."""
    rivals = MediaDraft.objects.of_slot(draft).filter(job_id=draft.job_id).order_by("candidate", "pk")
    cards = [
        CandidateCard(
            rival,
            number=rival.candidate + 1,
            url=face.url("draft", rival.pk, **room.query),
            shown=show_draft(rival, face),
            state=badges.draft_state(rival),
            severity=badges.severity(rival),
            is_current=rival.pk == draft.pk,
            approve_url=face.url("decide", rival.pk, "approve", **room.query),
        )
        for rival in rivals
    ]
    return cards if len(cards) > 1 else []


def siblings(draft: MediaDraft, face: Face) -> list[dict[str, Any]]:
    """Drafts of other jobs, newest first."""
    others = MediaDraft.objects.of_slot(draft).exclude(job_id=draft.job_id).order_by("-pk")[:SIBLINGS]
    return [
        {
            "url": face.url("draft", other.pk),
            "teaser": badges.teaser(other, face),
            "state": badges.draft_state(other),
            "severity": badges.severity(other),
            "made_at": other.created_at,
            "candidate": other.candidate + 1,
        }
        for other in others
    ]
