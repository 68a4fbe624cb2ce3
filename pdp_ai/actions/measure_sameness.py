"""Which of the shop's products have copy that says the same. Reads models where it is told to, so: a worker's work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pdp_ai import registry
from pdp_ai.cleaning import html_to_text
from pdp_ai.engines.base import Engine, QuietContext
from pdp_ai.models import MediaDraft
from pdp_ai.models.draft import STANDING
from pdp_ai.quality.sameness import SameTexts, same_by_meaning, same_by_words, without_name
from pdp_ai.types import Artifact, EmbeddingRequest

#: The newest drafts that are compared, each with every other.
MOST = 3_000


@dataclass(frozen=True, slots=True)
class Sameness:
    #: By primary key.
    drafts: dict[int, MediaDraft]
    #: Of primary keys.
    groups: list[SameTexts[int]]


def measure_sameness(slot: str, embedding_engine: str = "") -> Sameness:
    """By words, or by what the texts say. Raises what the engine raises when it cannot be loaded.

    One draft a product and language: the best candidate of what waits, is approved or was published last. Every text is
    compared without the words of its product's title.
    """
    drafts = _drafts(slot)
    texts = {key: without_name(html_to_text(draft.text), draft.product_title) for key, draft in drafts.items()}
    if embedding_engine:
        return Sameness(drafts, same_by_meaning(texts, dict(_vectors(texts, embedding_engine))))
    return Sameness(drafts, same_by_words(texts))


def _drafts(slot: str) -> dict[int, MediaDraft]:
    rows = MediaDraft.objects.filter(slot=slot, state__in=STANDING).defer("prompt")
    of_product: dict[tuple[str, str, str], MediaDraft] = {}
    for draft in rows.order_by("-job_id", "candidate")[:MOST]:
        of_product.setdefault((draft.product_model, draft.product_id, draft.language), draft)
    return {draft.pk: draft for draft in of_product.values()}


def _vectors(texts: dict[int, str], alias: str) -> Iterator[tuple[int, bytes]]:
    engine: Engine[EmbeddingRequest] = registry.engine(alias)
    keys = [key for key, text in texts.items() if text.strip()]
    for index, answer in engine.generate([EmbeddingRequest(texts[key]) for key in keys], QuietContext()):
        if isinstance(answer, Artifact):
            yield keys[index], answer.content or b""
