"""The product changed after the draft was made: what it was made against, what is live, and the draft."""

from __future__ import annotations

import json

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from pdp_ai import registry
from pdp_ai.adapters.base import ProductAdapter
from pdp_ai.models import MediaDraft
from pdp_ai.types import SlotValue
from pdp_ai.views.draft.allowed import may
from pdp_ai.views.draft.comparison import show_draft, show_value
from pdp_ai.views.draft.forms import MergeForm
from pdp_ai.views.draft.history import visible_diff
from pdp_ai.views.draft.page import edit_hint, fit_editor, standing_publication
from pdp_ai.views.draft.word_diff import DiffPiece
from pdp_ai.views.face import Crumb, Face
from pdp_ai.views.room.filter import RoomFilter
from pdp_ai.views.words import slot_label


def show_conflict(request: HttpRequest, draft: MediaDraft, face: Face, why: str, decision: str) -> HttpResponse:
    """All three, and the ways to go on: keep what is live, replace it, or merge both into one text.

    For a draft on its way into the product's own draft, or back, what stands there takes the place of what is live; so
    it does where somebody's unpublished words are what is in the way.
    """
    adapter = registry.adapter_for(draft.product_model)
    product = adapter.get(draft.product_id)
    undo = decision in {"undo", "withdraw"}
    in_draft = decision in {"hand_over", "withdraw"} or (not undo and _is_about_the_draft(draft, adapter, product))
    shown = adapter.drafted(product) if in_draft else product
    standing, live = _("In the product's draft now") if in_draft else _("Live now"), adapter.read(shown, draft.place)
    publication = standing_publication(draft) if undo else None
    expected = SlotValue.from_dict(publication.after) if publication else draft.base
    heading = _("What was published") if undo else _("What it was made against")
    query = RoomFilter.of(request.GET, request.user).query
    over = json.dumps(live.as_dict(), ensure_ascii=False, sort_keys=True)
    #: The live value alone moved; otherwise only the product's own editor can settle it.
    can_replace = not undo and live != expected
    merge_form = MergeForm(initial={"text": draft.text, "seen": draft.text, "over": over}, auto_id="merge_%s")
    fit_editor(merge_form, draft, face)
    context = {
        "draft": draft,
        "why": why,
        "undo": undo,
        "sides": [
            show_value(heading, adapter, product, draft.slot, expected),
            show_value(standing, adapter, product, draft.slot, live),
            show_draft(draft, face),
        ],
        "changes": [] if draft.is_picture else _changes(draft, expected, live),
        "can_replace": can_replace,
        "can_reject": not undo and may(draft, request.user, "reject"),
        "reject_url": face.url("decide", draft.pk, "reject", **query),
        "can_merge": can_replace and not in_draft and not draft.is_picture and may(draft, request.user, "merge"),
        "merge_form": merge_form,
        "merge_hint": edit_hint(draft, face),
        "over": over,
        "in_draft": in_draft,
        "replace_url": face.url("decide", draft.pk, "hand_over" if in_draft else "publish", **query),
        "merge_url": face.url("decide", draft.pk, "merge", **query),
        "draft_url": face.url("draft", draft.pk, **query),
        "product_url": face.product_url(request, product),
    }
    crumbs = (Crumb(f"{slot_label(draft.slot)}: {draft.product_name}", face.url("draft", draft.pk)),)
    return face.render(
        request,
        "pdp_ai/draft/_conflict.html",
        context,
        title=_("The product changed meanwhile"),
        crumbs=crumbs,
        status=409,
    )


def _is_about_the_draft(draft: MediaDraft, adapter: ProductAdapter, product: Model) -> bool:
    """Whether what is live stands as it did, and only the product's own draft says something else."""
    live = adapter.holds(product, draft.place, draft.base)
    return live and not adapter.holds(adapter.drafted(product), draft.place, draft.base)


def _changes(draft: MediaDraft, expected: SlotValue, live: SlotValue) -> list[tuple[str, tuple[DiffPiece, ...]]]:
    """Word by word: what somebody did to the product, and what the draft would make of it."""
    return [
        (_("What was changed on the product since"), visible_diff(draft, expected.text, live.text)),
        (_("What the draft would change now"), visible_diff(draft, live.text, draft.text)),
    ]
