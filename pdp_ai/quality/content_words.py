"""The words of a text that say something, in a form in which two texts can share them."""

from __future__ import annotations

import re
from dataclasses import dataclass

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

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_\u3040-\u30ff\u3400-\u9fff]{4,}")


@dataclass(frozen=True, slots=True)
class ContentWord:
    #: Its first letters, in lower case.
    stem: str
    start: int
    end: int


def content_words(text: str) -> list[ContentWord]:
    """The words of four letters and more that carry a claim; each Chinese or Japanese character is one."""
    return [
        ContentWord(match[0].lower()[:STEM], *match.span())
        for match in _WORD.finditer(text)
        if match[0].lower() not in _EMPTY_WORDS
    ]


def content_stems(text: str) -> list[str]:
    return [word.stem for word in content_words(text)]
