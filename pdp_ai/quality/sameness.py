"""Products whose copy says the same: what makes a catalogue read as if one template had written it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from pdp_ai.quality.similarity import pieces

Key = TypeVar("Key")

#: From here on two products' texts are one text, their names aside.
SAME = 0.7


def without_name(text: str, title: str) -> str:
    """The text without the words of the product's own title, which would make every text a different one."""
    words = sorted(set(re.findall(r"\w+", title)), key=len, reverse=True)
    if not words:
        return text
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, words))})\b", "", text, flags=re.IGNORECASE)


def same_by_words(texts: Mapping[Key, str]) -> list[list[Key]]:
    """Groups of keys whose texts share most of their runs of four characters, the largest group first."""
    found = {key: pieces(text) for key, text in texts.items()}

    def alike(one: Key, other: Key) -> bool:
        shared = len(found[one] & found[other])
        return 2 * shared >= SAME * (len(found[one]) + len(found[other])) > 0

    return groups(list(texts), alike)


def groups(keys: Sequence[Key], alike: Callable[[Key, Key], bool]) -> list[list[Key]]:
    """Keys that are alike, or are so through others, together; only groups of two and more, the largest first."""
    left = list(keys)
    found: list[list[Key]] = []
    while left:
        group = [left.pop(0)]
        for member in group:
            joining = [key for key in left if alike(member, key)]
            group += joining
            left = [key for key in left if key not in joining]
        if len(group) > 1:
            found.append(group)
    return sorted(found, key=len, reverse=True)
