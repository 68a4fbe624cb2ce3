"""Words that exclude each other where a number is said of one of them: the front wheel's is not the rear wheel's."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import lru_cache

from pdp_ai.quality.numbers.said_words import stem


def exclude(words: frozenset[str], others: frozenset[str]) -> bool:
    """Whether one of the `words` has its opposite among the `others`, and neither side has both."""
    if _differ(words & _PORTIONS, others & _PORTIONS) or _differ(_sizes(words), _sizes(others)):
        return True
    return any(
        other in others and other not in words and word not in others for word in words for other in _opposites(word)
    )


def _differ(some: AbstractSet[str], others: AbstractSet[str]) -> bool:
    return bool(some and others) and not some & others


def _sizes(words: frozenset[str]) -> set[str]:
    return {word for word in words if word.startswith("size ")}


@lru_cache(maxsize=1024)
def _opposites(word: str) -> frozenset[str]:
    if word[0] in "+-":
        return frozenset({("-" if word[0] == "+" else "+") + word[1:]})
    if word.isascii():
        return _OPPOSITES.get(word, frozenset())
    return frozenset(
        word.replace(sign, opposite)
        for sign, opposites in _HAN_OPPOSITES.items()
        for opposite in opposites
        if sign in word
    )


def _pairs(pairs: str) -> dict[str, frozenset[str]]:
    opposites: dict[str, set[str]] = {}
    for pair in pairs.split():
        one, other = (stem(word) if word.isalpha() else word.replace("-", " ") for word in pair.split("/"))
        opposites.setdefault(one, set()).add(other)
        opposites.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in opposites.items()}


_OPPOSITES = _pairs(
    "on/off open/shut open/closed front/rear inner/outer input/output left/right upper/lower "
    "top/bottom indoor/outdoor hot/cold summer/winter minimum/maximum wet/dry net/gross read/write extended/folded "
    "empty/full resting/working at-most/rated at-most/nominal at-most/working at-most/continuous "
    "adult/child"
)
_HAN_OPPOSITES = _pairs("内/外 前/后 冷/热 冷/温 左/右 上/下 开/关 读/写 毛/净 顶/底 夏/冬 大/小")
#: What is so much apiece is not so much by the pair or altogether.
_PORTIONS = frozenset(["of one", "of a pair", "of all"])
