"""Words, and words in a row, as checks compare them."""

from __future__ import annotations

import re

#: Each Chinese or Japanese character is a word, for no spaces part them.
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


def words_of(text: str) -> list[str]:
    """In lower case."""
    return [word.lower() for word in WORD.findall(text)]


def runs(text: str, length: int) -> list[tuple[str, ...]]:
    found = words_of(text)
    return [tuple(found[start : start + length]) for start in range(len(found) - length + 1)]
