"""Which of the shop's products have copy that says the same."""

from __future__ import annotations

from typing import Any

from pdp_ai import conf, registry
from pdp_ai.cleaning import html_to_text
from pdp_ai.engines.base import QuietContext
from pdp_ai.engines.residency import residency
from pdp_ai.models import MediaDraft
from pdp_ai.models.draft import DraftState
from pdp_ai.quality.sameness import groups, same_by_words, without_name
from pdp_ai.quality.similarity import NEAR_DUPLICATE_MEANING, cosine
from pdp_ai.types import Artifact, EmbeddingRequest

#: The newest drafts that are compared, each with every other.
MOST = 3_000


def sameness_report(slot: str, embedding_engine: str = "") -> dict[str, Any]:
    """``{"drafts": how many were compared, "groups": [[{"id", "product", "title", "text"}]]}``, JSON-ready.

    One draft a product: the best candidate of what waits, is approved or was published last. Every text is compared
    without the words of its product's title.
    """
    drafts = _drafts(slot)
    texts = {key: without_name(html_to_text(draft.text), draft.product_title) for key, draft in drafts.items()}
    found = _same_by_meaning(texts, embedding_engine) if embedding_engine else same_by_words(texts)
    return {"drafts": len(drafts), "groups": [[_row(drafts[key]) for key in group] for group in found]}


def _drafts(slot: str) -> dict[int, MediaDraft]:
    standing = (DraftState.PENDING, DraftState.APPROVED, DraftState.PUBLISHED)
    rows = MediaDraft.objects.filter(slot=slot, state__in=standing, photo_key="").defer("prompt")
    of_product: dict[tuple[str, str, str], MediaDraft] = {}
    for draft in rows.order_by("-job_id", "candidate")[:MOST]:
        of_product.setdefault((draft.product_model, draft.product_id, draft.language), draft)
    return {draft.pk: draft for draft in of_product.values()}


def _same_by_meaning(texts: dict[int, str], alias: str) -> list[list[int]]:
    """Raises what the engine raises when it cannot be loaded."""
    engine = residency.engine(registry.engine_spec(alias), memory_mb=conf.limit("ENGINE_MEMORY_MB"))
    keys = [key for key, text in texts.items() if text.strip()]
    answers = dict(engine.generate([EmbeddingRequest(texts[key]) for key in keys], QuietContext()))
    vectors = {
        key: answer.content or b"" for index, key in enumerate(keys) if isinstance(answer := answers[index], Artifact)
    }
    return groups(list(vectors), lambda one, other: cosine(vectors[one], vectors[other]) >= NEAR_DUPLICATE_MEANING)


def _row(draft: MediaDraft) -> dict[str, Any]:
    return {
        "id": draft.pk,
        "product": f"{draft.product_model}:{draft.product_id}",
        "title": draft.product_title,
        "text": html_to_text(draft.text),
    }
