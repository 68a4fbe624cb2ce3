"""The product changed after the draft was made: what it was made against, what is live, and the draft."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from pdp_ai import registry
from pdp_ai.forms import MergeForm
from pdp_ai.models import MediaDraft
from pdp_ai.types import SlotValue
from pdp_ai.views.allowed import may
from pdp_ai.views.comparison import show_draft, show_value
from pdp_ai.views.draft_page import edit_hint, fit_editor, standing_publication
from pdp_ai.views.face import Crumb, Face
from pdp_ai.views.room_filter import RoomFilter
from pdp_ai.views.words import slot_label


def show_conflict(request: HttpRequest, draft: MediaDraft, face: Face, why: str, decision: str) -> HttpResponse:
    """All three, and the ways to go on: keep what is live, replace it, or merge both into one text.

    For a draft on its way into the product's own draft, or back, what stands there takes the place of what is live.
    """
    adapter = registry.adapter_for(draft.product_model)
    product = adapter.get(draft.product_id)
    undo, in_draft = decision in {"undo", "withdraw"}, decision in {"hand_over", "withdraw"}
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
        "can_replace": can_replace,
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
        request, "_conflict_body.html", context, title=_("The product changed meanwhile"), crumbs=crumbs, status=409
    )
