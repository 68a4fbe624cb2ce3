"""The same place once more, with a wish: in the draft's language, and of its photo."""

from __future__ import annotations

from pdp_ai import registry
from pdp_ai.actions.permissions import Actor
from pdp_ai.actions.request_generation import RequestResult, Wish, request_generation
from pdp_ai.exceptions import PlaceGone
from pdp_ai.models import MediaDraft


def ask_again(draft: MediaDraft, hint: str = "", *, user: Actor = None) -> RequestResult:
    """Raises what `request_generation` raises, `PlaceGone` and `ProductNotFound`."""
    adapter = registry.adapter_for(draft.product_model)
    product = adapter.get(draft.product_id)
    if draft.slot not in adapter.slots:
        raise PlaceGone
    brief = draft.job.brief
    wish = Wish(
        slots=(draft.slot,),
        style=draft.job.style,
        candidates=brief.candidates,
        fill="all",
        hint=hint,
        language=brief.further_language,
        photos=(draft.photo_key,) if draft.slot_kind.per_photo and draft.photo_key else (),
    )
    return request_generation([product], wish, user=user)
