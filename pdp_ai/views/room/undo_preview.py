"""What undoing a draft's publication would change, or why it would not."""

from __future__ import annotations

from pdp_ai import registry
from pdp_ai.exceptions import PdpAiError, PublishConflict
from pdp_ai.models import MediaDraft, Publication
from pdp_ai.say import say
from pdp_ai.sentences import sentence as _
from pdp_ai.types import SlotValue
from pdp_ai.views.draft.history import visible_diff
from pdp_ai.views.draft.word_diff import DiffPiece


def undo_preview(draft: MediaDraft) -> tuple[tuple[DiffPiece, ...], str]:
    """The words that would change, none for a picture; and the objection, empty where there is none."""
    publication = draft.publications.standing().order_by("-pk").first()
    try:
        if publication is None or not _stands(publication):
            raise PublishConflict(_("Somebody has changed it since; it would stay as it is."))
    except PdpAiError as refusal:
        return (), say(refusal)
    if draft.is_picture:
        return (), ""
    return visible_diff(draft, publication.after["text"], publication.before["text"]), ""


def _stands(publication: Publication) -> bool:
    adapter = registry.adapter_for(publication.product_model)
    product = adapter.get(publication.product_id)
    shown = product if publication.is_live else adapter.drafted(product)
    try:
        return adapter.holds(shown, publication.draft.place, SlotValue.from_dict(publication.after))
    except KeyError:  # the shop has no such place any more
        return False
