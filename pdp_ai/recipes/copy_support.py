"""How much of a text the facts bear out, by shared words: crude, but it catches most of a small model's inventions."""

from __future__ import annotations

import re

from pdp_ai.types import ProductFacts

#: Words agree when their first letters do: "cushion" and "cushions", "machine-stitched" and "machine".
STEM = 5

#: Words that carry no claim, though they are long.
_EMPTY_WORDS = frozenset(
    {
        "about",
        "also",
        "been",
        "best",
        "both",
        "come",
        "comes",
        "each",
        "every",
        "from",
        "great",
        "have",
        "into",
        "it's",
        "just",
        "keep",
        "keeps",
        "made",
        "make",
        "makes",
        "more",
        "most",
        "only",
        "over",
        "product",
        "that",
        "their",
        "them",
        "there",
        "these",
        "they",
        "this",
        "those",
        "very",
        "well",
        "what",
        "when",
        "where",
        "which",
        "while",
        "will",
        "with",
        "without",
        "you're",
        "your",
    }
)


def support(text: str, facts: ProductFacts) -> float:
    """The share of the text's content words that the facts contain, 0 to 1; 0 for a text without any."""
    words = content_stems(text)
    known = set(content_stems(" ".join(facts.fields().values())))
    return sum(word in known for word in words) / len(words) if words else 0.0


def content_stems(text: str) -> list[str]:
    """The words of four letters and more, shortened to a common stem; each Chinese or Japanese character is one."""
    words: list[str] = re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_\u3040-\u30ff\u3400-\u9fff]{4,}", text.lower())
    return [word[:STEM] for word in words if word not in _EMPTY_WORDS]
