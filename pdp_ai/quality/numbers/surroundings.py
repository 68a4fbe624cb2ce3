"""The words round a number: “45 hours with ANC on” is borne out by no “45 hours with ANC off, 30 hours with ANC on”."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache

from pdp_ai.quality.numbers.measured import refers
from pdp_ai.quality.numbers.opposites import exclude
from pdp_ai.quality.numbers.quantities import read_quantities
from pdp_ai.quality.numbers.quantity import Place
from pdp_ai.quality.numbers.said_words import said_words

_SENTENCE = re.compile(r"[.!?](?=\s|$)|[;\n。！？；]")
_CLAUSE = re.compile(r"[,:()，：（）、|–—]|\s/\s|\b(?:and|but|or|while(?! you)|und)\b|(?<!\w)[-](?!\w)")
_PAUSE = re.compile(r"[,:()，：（）、|–—]|\s/\s")
#: Between the values of a list or a range, which share the words before the first.
_BETWEEN_VALUES = re.compile(r"\s*(?:[-–~、/x×(（]|to|and|or|by|at|至|到|和|或)?\s*", re.IGNORECASE)
#: “Extended, it seats ten”: a short opening says under which condition.
_OPENING = re.compile(r"\W*((?:[A-Za-z’'-]+\s){0,3}[A-Za-z’'-]+|[\u4e00-\u9fff]{1,6})[,，]")
#: “Black: olives 71%, oil 14%”: what all numbers of a sentence are said of.
_TOPIC = re.compile(r"\s*((?:[A-Za-z’'-]+\s){0,2}[A-Za-z’'-]+|[\u4e00-\u9fff]{1,6})[:：]")
#: What stands in brackets behind a number is said of it: “65 Nm (hard)”.
_ASIDE = re.compile(r"\s*[(（]([^()（）]{1,30})[)）]|[^,(]{0,12},\s(\w+ (?:not )?(?:included|excluded))\b")
#: Said of other numbers, and none themselves: “the pair weighs 65 g”.
_NO_NUMBER = frozenset(["one", "pair", "双"])
#: No sentence is looked at further away from a number.
_FAR = 240


def speaks_of_another(claim: Place, same: Iterable[Place], rivals: Iterable[Place]) -> Place | None:
    """Of the `rivals`, facts with other values, the one with words of the claim that none of the `same` has."""
    words = words_near(claim)
    shared = [words & (words_near(fact) | _subject(fact)) for fact in same]
    closer = [
        (len(words & words_near(rival)), rival)
        for rival in rivals
        if all(
            words & words_near(rival) - ours and ours <= words_near(rival) | _subject(rival) | _head(rival)
            for ours in shared
        )
    ]
    most = max((count for count, _ in closer), default=0)
    return next((rival for count, rival in closer if count == most), None)


def opposed(claim: Place, fact: Place) -> bool:
    """Whether one speaks of the front and the other of the rear, one of a thing with its lid and the other without."""
    return exclude(words_near(claim) or _subject(claim), words_near(fact))


@lru_cache(maxsize=8192)
def words_near(place: Place) -> frozenset[str]:
    """The words of the clause round a number, as far as the next number, and those of the attribute's name."""
    _, last = _neighbours(place)
    after = _SENTENCE.split(place.text[place.end : last])[0]
    aside = _ASIDE.match(after)
    parts = [*_before(place), aside[1] or aside[0] if aside else _CLAUSE.split(after)[0], place.field.partition(".")[2]]
    return frozenset[str]().union(*map(said_words, parts))


def _before(place: Place) -> list[str]:
    """The clause before a number: what follows the last number, what stands before the first, and a short opening."""
    starts, ends = _numbers(place.text)
    at, end, parts = bisect_right(ends, place.start) - 1, place.start, []
    while True:
        begin = max(ends[at] if at >= 0 else 0, place.sentence_start)
        segment = re.sub(r"[:：(（]?\s*[-−–+±~]?\s*$", " ", place.text[begin:end])
        broken = _CLAUSE.split(_SENTENCE.split(segment)[-1])
        parts.append(broken[-1])
        if at < 0 or ends[at] <= place.sentence_start or place.start - begin > _FAR:
            break
        if len(broken) > 1 and not _BETWEEN_VALUES.fullmatch(segment):
            break
        end, at = starts[at], at - 1
    topic = _TOPIC.match(place.text, place.sentence_start, end)
    opening = _OPENING.match(place.text, place.sentence_start, end)
    if topic:
        parts.append(topic[1])
    elif opening and not _CLAUSE.search(place.text, opening.end(), end):
        parts.append(opening[1])
    return [parts[0], *parts[1:][-2:]]


@lru_cache(maxsize=8192)
def _subject(place: Place) -> frozenset[str]:
    """The words of the sentence before a number that belong to no other."""
    first, _ = _neighbours(place)
    sentence = _SENTENCE.split(place.text[max(0, place.start - _FAR) : place.start])[-1]
    # What follows a number as far as the comma is that one's, but “a seat 40 cm high and 56 cm deep” is one seat.
    own = "".join(_CLAUSE.split(place.text[first : place.start])[1 if first else 0 :])
    words = said_words(_SENTENCE.split(own)[-1])
    if any(not word.startswith("size ") for word in words_near(place)):
        return words
    return words | said_words(_PAUSE.split(sentence)[-1]) or said_words(sentence)


@lru_cache(maxsize=8192)
def _head(place: Place) -> frozenset[str]:
    """The words before the first number of a sentence; their verb goes for all: “cuts 38 mm in wood, 13 in steel”."""
    starts, _ = _numbers(place.text)
    at = bisect_left(starts, place.sentence_start)
    return said_words(place.text[place.sentence_start : starts[at] if at < len(starts) else place.start])


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
    found = [
        quantity
        for quantity in read_quantities(text)
        if quantity.values
        and quantity.text.lower() not in _NO_NUMBER
        and not refers(Place(text, quantity.start, quantity.end))
    ]
    return [quantity.start for quantity in found], [quantity.end for quantity in found]
