"""Where a reviewer's browser fetches a draft's picture."""

from __future__ import annotations

from pdp_ai.models import MediaDraft
from pdp_ai.views.face import Face


def picture_url(draft: MediaDraft, face: Face, **query: object) -> str:
    """Another crop has another address, because browsers keep what they fetched."""
    return face.url("file", draft.pk, **query, **({"crop": draft.crop} if draft.crop else {}))
