"""A reviewer's decision as a browser sends it, and what became of the draft."""

from __future__ import annotations

from typing import Any

from django.test import Client

from pdp_ai.models import MediaDraft
from pdp_ai.views.face import Face


def decide(browser: Client, face: Face, draft: MediaDraft, decision: str, **data: str) -> Any:
    """As a browser would send it: rich text in the form of the admin's own editor."""
    if "text" in data and draft.slot_kind.kind == "html" and face.rich_text is not None:
        data["text"] = face.rich_text().format_value(data["text"])  # type: ignore[assignment]
    return browser.post(face.url("decide", draft.pk, decision), data, follow=True)


def state(draft: MediaDraft) -> str:
    return MediaDraft.objects.get(pk=draft.pk).state
