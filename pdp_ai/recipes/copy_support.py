"""How much of a text the facts bear out, by shared words: crude, but it catches most of a small model's inventions."""

from __future__ import annotations

from pdp_ai.quality.content_words import content_stems
from pdp_ai.types import ProductFacts


def support(text: str, facts: ProductFacts) -> float:
    """The share of the text's content words that the facts contain, 0 to 1; 0 for a text without any."""
    words = content_stems(text)
    known = set(content_stems(" ".join(facts.fields().values())))
    return sum(word in known for word in words) / len(words) if words else 0.0
