"""Products whose copy says the same: what makes a catalogue read as if one template had written it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from pdp_ai.quality.similarity import pieces

Key = TypeVar("Key")

#: Of one to each of some others, 0 to 1.
Likeness: TypeAlias = Callable[[Key, Sequence[Key]], Sequence[float]]

#: From here on two products' texts are one text, their names aside.
SAME = 0.7
#: The same for the greater of this and MiniLM's cosine. Of 72 texts of the starter model on 24 products, two on
#: different ones came to 0.74 at most (two cameras); texts from one template come to 0.87 and more.
SAME_MEANING = 0.8


@dataclass(frozen=True, slots=True)
class SameTexts(Generic[Key]):
    """Texts that are alike, or are so through others; at least two."""

    keys: tuple[Key, ...]
    #: How alike the first is to the others, on average: 0 to 1.
    likeness: float


def without_name(text: str, title: str) -> str:
    """The text without the words of the product's own title, which would make every text a different one."""
    words = sorted(set(re.findall(r"\w+", title)), key=len, reverse=True)
    if not words:
        return text
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, words))})\b", "", text, flags=re.IGNORECASE)


def same_by_words(texts: Mapping[Key, str]) -> list[SameTexts[Key]]:
    """Texts that share most of their runs of four characters, the largest group first."""
    return groups(list(texts), _by_words(texts), SAME)


def same_by_meaning(texts: Mapping[Key, str], vectors: Mapping[Key, bytes]) -> list[SameTexts[Key]]:
    """The same, also where it is said in other words; `vectors` as an embedding engine gives them."""
    keys = [key for key in texts if key in vectors]
    words, meaning = _by_words(texts), _by_meaning(vectors)

    def likeness(one: Key, others: Sequence[Key]) -> list[float]:
        return list(map(max, words(one, others), meaning(one, others)))

    return groups(keys, likeness, SAME_MEANING)


def _by_words(texts: Mapping[Key, str]) -> Likeness[Key]:
    """Dice's coefficient."""
    found = {key: pieces(text) for key, text in texts.items()}

    def likeness(one: Key, others: Sequence[Key]) -> list[float]:
        own = found[one]
        return [2 * len(own & found[other]) / (len(own) + len(found[other]) or 1) for other in others]

    return likeness


def _by_meaning(vectors: Mapping[Key, bytes]) -> Likeness[Key]:
    """The cosine between little-endian floats of length 1."""
    import numpy as np  # noqa: PLC0415  # belongs to the workers

    place = {key: row for row, key in enumerate(vectors)}
    matrix = np.stack([np.frombuffer(content, "<f4") for content in vectors.values()]) if vectors else np.empty((0, 1))

    def likeness(one: Key, others: Sequence[Key]) -> list[float]:
        cosines: list[float] = (matrix @ matrix[place[one]]).tolist()  # all of them: faster than picking rows first
        return [cosines[place[other]] for other in others]

    return likeness


def groups(keys: Sequence[Key], likeness: Likeness[Key], least: float) -> list[SameTexts[Key]]:
    """Keys at least so alike, or alike through others, together."""
    left = list(keys)
    found: list[SameTexts[Key]] = []
    while left:
        group = [left.pop(0)]
        for member in group:
            joining = [key for key, alike in zip(left, likeness(member, left), strict=True) if alike >= least]
            group += joining
            gone = set(joining)
            left = [key for key in left if key not in gone]
        if len(group) > 1:
            to_others = likeness(group[0], group[1:])
            found.append(SameTexts(tuple(group), round(sum(to_others) / len(to_others), 3)))
    return sorted(found, key=lambda same: len(same.keys), reverse=True)
