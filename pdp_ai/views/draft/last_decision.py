"""The line that says what was just decided, with a button that takes it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from pdp_ai.actions.permissions import REVIEW, require
from pdp_ai.actions.take_back import TAKEN_BACK, decided_draft, take_back
from pdp_ai.exceptions import PdpAiError
from pdp_ai.models import AuditEntry, MediaDraft
from pdp_ai.models.draft import DraftState
from pdp_ai.say import say
from pdp_ai.views.face import Face
from pdp_ai.views.room.filter import RoomFilter
from pdp_ai.views.sent_by_get import lead_back
from pdp_ai.views.words import action_label, slot_label

#: Parameter that carries the decision's audit entry to the page that follows.
PARAMETER = "decided"


def last_decision(request: HttpRequest, face: Face) -> dict[str, Any]:
    """For the page's context; nothing when the address names no decision of the person's own."""
    key = request.GET.get(PARAMETER, "")
    entry = AuditEntry.objects.filter(pk=key, user=request.user.pk).first() if key.isdecimal() else None
    draft = decided_draft(entry) if entry else None
    if entry is None or draft is None:
        return {}
    chosen = RoomFilter.of(request.GET, request.user)
    return {
        "decided": {
            "entry": entry,
            "label": action_label(_what_came_of_it(draft, entry)),
            "what": _("%(slot)s of %(product)s") % {"slot": slot_label(draft.slot), "product": draft.product_name},
            "draft_url": face.url("draft", draft.pk, **chosen.query),
            "take_back_url": face.url("take_back", entry.pk, **chosen.query),
            "reason": entry.detail.get("reason", ""),
        }
    }


def _what_came_of_it(draft: MediaDraft, entry: AuditEntry) -> str:
    """An approval may have gone on to a publication, or to the plan of one."""
    if draft.state in {DraftState.PUBLISHED, DraftState.DRAFTED}:
        return draft.state
    return "planned" if draft.plans.waiting().exists() else entry.action


def take_back_decision(request: HttpRequest, pk: int, face: Face) -> HttpResponse:
    """Take back one's own decision; back to its draft, which waits again."""
    require(request.user, REVIEW)
    if request.method != "POST":
        return lead_back(request, face.url("room"))
    entry = get_object_or_404(AuditEntry, pk=pk, user=request.user.pk, action__in=TAKEN_BACK)
    draft = decided_draft(entry)
    if draft is None:
        raise Http404
    try:
        take_back(entry, user=request.user)
        messages.success(request, _("Taken back: it waits for a decision again."))
    except PdpAiError as refusal:
        messages.error(request, _("Nothing was changed. %(why)s") % {"why": say(refusal)})
    return redirect(face.url("draft", draft.pk, **RoomFilter.of(request.GET, request.user).query))
