"""The words round a number: “45 hours with ANC on” is borne out by no “45 hours with ANC off, 30 hours with ANC on”."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache

from pdp_ai.quality.numbers.quantities import read_quantities
from pdp_ai.quality.numbers.quantity import Place

_SENTENCE = re.compile(r"[.!?](?=\s|$)|[;\n。！？；]")
_CLAUSE = re.compile(r"[,:()，：（）、|–—]|\s/\s|\b(?:and|but|or|while|und)\b|(?<!\w)[-](?!\w)")
_PAUSE = re.compile(r"[,:()，：（）、|–—]|\s/\s")
_WORD = re.compile(r"[A-Za-z]{3,}|[\u3400-\u9fff]{2,}")
#: “With the lid on”, “with noise cancelling off”: a condition closes its clause.
_CONDITION = re.compile(r"\b(on|off|open|closed)\W*$", re.IGNORECASE)
#: What a number is said with or without: “with the lid”, 不含盖.
_COMPANY = re.compile(
    r"\b(?:(?P<plus>with|including|incl\.?)|(?P<minus>without|excluding|excl\.?))\s(?:the\s|its\s|an?\s|any\s)?(?P<what>[a-z]{3,5})"
    r"|(?:(?P<less>不[含带])|(?P<more>[含带]))(?P<part>[\u4e00-\u9fff])",
    re.IGNORECASE,
)
_ALL = re.compile(r"\b(?:in (?:all|total)|total|altogether|together)\b|共|总", re.IGNORECASE)
_EACH = re.compile(r"\b(?:each|apiece|per piece)\b|每", re.IGNORECASE)
_LIMIT = re.compile(r"\bat most\b|\bmax\b|\bmaximum\b|\bnever \w+ than\b|\bno more than\b|最[高大多]", re.IGNORECASE)
_NOTHING_SAID = (
    "the and with for from that this are its has have just only about over under than per each all you your one our "
    "will can not any even which when they them their here there what into onto out off some more most less full up "
    "comes come gives give takes take makes make measures measure weighs weigh holds hold lasts last keeps keep "
    "total whole good great roughly nearly almost around mere together another whopping"
)
#: Read as the role of a number, in `measured`.
_ROLES = "wide high tall deep long thick across"
#: No sentence is looked at further away from a number.
_FAR = 240
_EMPTY = frozenset(f"{_NOTHING_SAID} {_ROLES}".split())
#: Different words for one thing.
_ALIKE = {
    stem: words.split()[0]
    for words in (
        "hot steam warm heat",
        "cold chill iced cool",
        "fold pack stow packe",
        "exten unfol",
        "weigh heavy light mass",
        "rear back",
        "hours hour",
        "drill bores bore",
        "groun floor",
        "open opene",
    )
    for stem in words.split()
}


def speaks_of_another(claim: Place, same: Iterable[Place], rivals: Iterable[Place]) -> Place | None:
    """Of the `rivals`, facts with other values, the one with words of the claim that none of the `same` has."""
    words = _near(claim)
    shared = [words & (_near(fact) | _subject(fact)) for fact in same]
    closer = [
        (len(words & _near(rival)), rival)
        for rival in rivals
        if all(words & _near(rival) - ours and ours <= _near(rival) | _subject(rival) for ours in shared)
    ]
    most = max((count for count, _ in closer), default=0)
    return next((rival for count, rival in closer if count == most), None)


def opposed(claim: Place, fact: Place) -> bool:
    """Whether one speaks of the front and the other of the rear, one of a thing with its lid and the other without."""
    ours, theirs = _near(claim), _near(fact)
    return any(
        other in theirs and other not in ours and word not in theirs for word in ours for other in _opposites(word)
    )


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
        one, other = pair.split("/")
        opposites.setdefault(one, set()).add(other)
        opposites.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in opposites.items()}


#: In the form of `_words`.
_OPPOSITES = _pairs(
    "on/off open/shut open/close open/closed front/rear inner/outer insid/outsi input/outpu left/right upper/lower "
    "top/botto indoo/outdo hot/cold summe/winte minim/maxim wet/dry net/gross read/write exten/fold empty/full all/each"
)
_HAN_OPPOSITES = _pairs("内/外 前/后 冷/热 冷/温 左/右 上/下 开/关 读/写 毛/净 顶/底 夏/冬")


@lru_cache(maxsize=8192)
def _near(place: Place) -> frozenset[str]:
    """The words of the clause round a number, as far as the next number, and those of the attribute's name."""
    first, last = _neighbours(place)
    ahead = re.sub(r"[:：]\s*$", " ", place.text[first : place.start])
    before = _CLAUSE.split(_SENTENCE.split(ahead)[-1])[-1]
    after = _CLAUSE.split(_SENTENCE.split(place.text[place.end : last])[0])[0]
    return _words(before) | _words(after) | _words(place.field.partition(".")[2])


@lru_cache(maxsize=8192)
def _subject(place: Place) -> frozenset[str]:
    """The words of the sentence before a number that belong to no other."""
    first, _ = _neighbours(place)
    sentence = _SENTENCE.split(place.text[max(0, place.start - _FAR) : place.start])[-1]
    # What follows a number as far as the comma is that one's, but “a seat 40 cm high and 56 cm deep” is one seat.
    own = "".join(_CLAUSE.split(place.text[first : place.start])[1 if first else 0 :])
    words = _words(_SENTENCE.split(own)[-1])
    if _near(place):
        return words
    return words | _words(_PAUSE.split(sentence)[-1]) or _words(sentence)


def _neighbours(place: Place) -> tuple[int, int]:
    """Where the number before it ends and the next one starts."""
    starts, ends = _numbers(place.text)
    before, after = bisect_right(ends, place.start), bisect_left(starts, place.end)
    return (
        max(ends[before - 1] if before else 0, place.start - _FAR),
        min(starts[after] if after < len(starts) else len(place.text), place.end + _FAR),
    )


@lru_cache(maxsize=256)
def _numbers(text: str) -> tuple[list[int], list[int]]:
    """Where the numbers of a text start and end."""
    found = [quantity for quantity in read_quantities(text) if quantity.values]
    return [quantity.start for quantity in found], [quantity.end for quantity in found]


@lru_cache(maxsize=4096)
def _words(clause: str) -> frozenset[str]:
    found: set[str] = set()
    for word in _WORD.findall(clause):
        if word[0].isascii():
            low = word.lower()
            if low not in _EMPTY:
                stem = low.removesuffix("s")[:5]
                found.add(_ALIKE.get(stem, stem))
        else:
            found |= {word[at : at + 2] for at in range(len(word) - 1)}
    found |= {match[1].lower() for match in _CONDITION.finditer(clause)}
    found |= {word for word, pattern in (("at most", _LIMIT), ("all", _ALL), ("each", _EACH)) if pattern.search(clause)}
    for match in _COMPANY.finditer(clause):
        found.add(f"{'-' if match['minus'] or match['less'] else '+'}{(match['what'] or match['part']).lower()}")
    return frozenset(found)
