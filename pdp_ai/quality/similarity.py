"""How alike texts are, and how varied a set of them is. Needs no model; with embeddings it compares what they say."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations

from pdp_ai.cleaning import html_to_text
from pdp_ai.slots import place_name
from pdp_ai.types import Candidate

#: Characters of the pieces that texts are compared by.
_PIECE = 4

#: From here on two texts are the same text with a word or two exchanged.
NEAR_DUPLICATE = 0.75
#: Likewise for the cosine between embeddings, which is high for any two texts on one product.
NEAR_DUPLICATE_MEANING = 0.97


@dataclass(frozen=True, slots=True)
class Spread:
    """How varied texts on one thing are."""

    texts: int
    #: The share of single words, and of pairs of words, that are different ones (Li et al., "A Diversity-Promoting
    #: Objective Function for Neural Conversation Models", 2016).
    distinct_1: float
    distinct_2: float
    #: The mean of every two texts' likeness, 0 to 1.
    similarity: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def measure_spread(texts: Sequence[str]) -> Spread:
    """Of at least two texts."""
    pairs = [similarity(first, second) for first, second in combinations(texts, 2)]
    return Spread(
        texts=len(texts),
        distinct_1=round(distinct(texts, 1), 3),
        distinct_2=round(distinct(texts, 2), 3),
        similarity=round(sum(pairs) / len(pairs), 3),
    )


def spread_by_place(candidates: Iterable[Candidate]) -> dict[str, dict[str, float]]:
    """How varied the texts for each place are, where there are several."""
    texts: dict[str, list[str]] = {}
    for candidate in candidates:
        if candidate.artifact.text:
            place = place_name(candidate.slot, photo=candidate.photo_key)
            texts.setdefault(place, []).append(html_to_text(candidate.artifact.text))
    return {place: measure_spread(many).as_dict() for place, many in texts.items() if len(many) > 1}


def similarity(first: str, second: str) -> float:
    """0 for texts that share nothing, 1 for equal ones: Dice's coefficient of their runs of four characters."""
    one, other = pieces(first), pieces(second)
    if not one or not other:
        return float(first == second)
    return 2 * len(one & other) / (len(one) + len(other))


def pieces(text: str) -> frozenset[str]:
    """Runs of four characters over words in lower case; of a shorter text itself."""
    folded = " ".join(_words(text))
    starts = range(max(len(folded) - _PIECE, 0) + 1)
    return frozenset(folded[start : start + _PIECE] for start in starts) if folded else frozenset()


def distinct(texts: Sequence[str], length: int) -> float:
    """Different runs of `length` words in all texts together, as a share of all runs; 1 where there are none."""
    runs = [
        tuple(words[start : start + length]) for words in map(_words, texts) for start in range(len(words) - length + 1)
    ]
    return len(set(runs)) / len(runs) if runs else 1.0


def cosine(first: bytes, second: bytes) -> float:
    """Between two embeddings as an engine gives them: little-endian floats, length 1."""
    return sum(a * b for a, b in zip(_floats(first), _floats(second), strict=True))


def _floats(content: bytes) -> array[float]:
    floats = array("f", content)
    if sys.byteorder == "big":
        floats.byteswap()
    return floats


def _words(text: str) -> list[str]:
    """Words in lower case; each Chinese or Japanese character is one."""
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+", text.lower())
