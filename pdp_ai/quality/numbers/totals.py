"""What several come to together: two shoes of 286 g, jars of green and of black, five metres of 14 W each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, combinations, product

from pdp_ai.quality.numbers.counted import noun_of
from pdp_ai.quality.numbers.known_numbers import Known
from pdp_ai.quality.numbers.operands import Asked, counts_of, counts_what, named_in, rounded, times, two_of
from pdp_ai.quality.numbers.quantity import Quantity
from pdp_ai.quality.numbers.said_words import said_words
from pdp_ai.quality.numbers.surroundings import words_near
from pdp_ai.quality.numbers.units import MONEY, unit_named

#: Words that say outright that something is added up.
_IN_ALL = re.compile(
    r"\b(?:in (?:all|total)|all told|altogether|together|total|between (?:them|the two)|combined|adds? up|comes? to"
    r"|for the lot|in one (?:box|pack|set))\b|合计|共|总|加起来|整[套盒包箱双]",
    re.IGNORECASE,
)
#: Words that often do.
_PERHAPS_IN_ALL = re.compile(
    r"\b(?:both|makes?|the (?:set|pack|pair|lot|whole|entire|complete)|whole|plus|up to|does|works? out|so|which is)\b"
    r"|\bthat(?:[’']s| is)\b|一[双对套提盒]",
    re.IGNORECASE,
)
_FEW = 12
_WITH = re.compile(r"\b(?:with|incl|including|included|plus)\b|含|加", re.IGNORECASE)
_MULTIPLIED = re.compile(r"\b(?:times|combinations?|between them)\b|×|乘", re.IGNORECASE)
_RATE = re.compile(r"(?:\s[A-Za-z]+)?\s?(?:/|\b(?:per|an?|to the)\s)(?P<unit>[A-Za-z]+)", re.IGNORECASE)
#: Two dimensions whose product is a third: volts by amperes are watts.
_PRODUCTS = {"power": ("voltage", "current", 1), "energy": ("voltage", "charge", 3600)}
_NEVER_ADDED = {"temperature", "percent", "times", "generation", "voltage"}


def products(asked: Asked) -> Iterator[tuple[Quantity, Known]]:
    """Several of a thing: by its count, its metres or its volts."""
    claim, sentence = asked.claim, asked.sentence
    yield from _by_the_metre(asked.known)
    yield from _by_dimensions(claim, asked.known)
    if claim.unit is None:
        if _MULTIPLIED.search(sentence):
            yield from _counts_multiplied(claim, asked.known)
        return
    in_all = _IN_ALL.search(sentence) or (not asked.against and _PERHAPS_IN_ALL.search(sentence))
    named = counts_of(asked.borne)
    counts = named | counts_of(fact.quantity for fact in asked.known if counts_what(fact, sentence)) | two_of(sentence)
    for fact in asked.known:
        if fact.quantity.dimension == claim.dimension and fact.quantity.base:
            numbers = counts if in_all else named
            ratio = int(claim.base / fact.quantity.base)
            for number in numbers & {Fraction(ratio), Fraction(ratio + 1)}:
                yield times(fact.quantity, number), fact


def _by_the_metre(known: Sequence[Known]) -> Iterator[tuple[Quantity, Known]]:
    """Five metres of 120 lamps a metre are 600."""
    for fact in known:
        rate = _RATE.match(fact.place.text, fact.place.end)
        unit = unit_named(rate["unit"]) if rate else None
        for other in known if unit and unit.dimension == "length" else ():
            if unit and other.quantity.dimension == unit.dimension and not other.quantity.chain:
                yield times(fact.quantity, unit.of_base(other.quantity.base)), fact


def _by_dimensions(claim: Quantity, known: Sequence[Known]) -> Iterator[tuple[Quantity, Known]]:
    """Two amperes at five volts are ten watts."""
    one, other, joules = _PRODUCTS.get(claim.dimension, ("", "", 1))
    for fact in known if one else ():
        for factor in known if fact.quantity.dimension == one else ():
            if factor.quantity.dimension == other and fact.place.field == factor.place.field:
                yield rounded(claim, fact.quantity.base * factor.quantity.base * joules), fact


def _counts_multiplied(claim: Quantity, known: Sequence[Known]) -> Iterator[tuple[Quantity, Known]]:
    """Two bars that stand in for two bottles each do so for four."""
    counted = [fact for fact in known if counts_of([fact.quantity])]
    for one, other in combinations(counted, 2):
        if one.place != other.place:
            for value, factor in product(counts_of([one.quantity]), counts_of([other.quantity])):
                yield rounded(claim, value * factor), one


def sums(asked: Asked) -> Iterator[tuple[Quantity, Known]]:
    """Hose and cable together, black jars and green ones."""
    claim = asked.claim
    if claim.dimension in _NEVER_ADDED:
        return
    alike = [fact for fact in asked.known if _can_be_added(fact.quantity, claim)]
    with_it = claim.dimension in MONEY and _WITH.search(asked.sentence)
    in_all = bool(with_it or _IN_ALL.search(asked.sentence if claim.unit else asked.clause))
    for one, other in combinations(alike, 2):
        apart = one.place.field != other.place.field or one.place.end <= other.place.start
        if apart and (
            in_all
            or _same_things(asked, one, other)
            or (named_in(asked.borne, one.quantity) and named_in(asked.borne, other.quantity))
        ):
            yield rounded(claim, one.quantity.base + other.quantity.base), one
    for field in {fact.place.field for fact in alike} if in_all and claim.unit is None else ():
        listed = [fact for fact in alike if fact.place.field == field]
        for first in range(len(listed)):
            for whole in accumulate(fact.quantity.base for fact in listed[first:]):
                yield rounded(claim, whole), listed[first]


def _same_things(asked: Asked, one: Known, other: Known) -> bool:
    """One fixed and four adjustable shelves are five shelves; two USB-C and one USB-A are three USB ports."""
    what = said_words(noun_of(asked.place)) if asked.claim.unit is None else frozenset[str]()
    beside = one.place.field == other.place.field and one.place.sentence_end == other.place.sentence_end
    if not what or not beside or max(one.quantity.base, other.quantity.base) > _FEW:
        return False
    ours, theirs = what & words_near(one.place), what & words_near(other.place)
    return bool(ours and theirs) or (bool(ours or theirs) and "" in {noun_of(one.place), noun_of(other.place)})


def _can_be_added(quantity: Quantity, claim: Quantity) -> bool:
    if quantity.name or quantity.chain or not quantity.values or quantity.dimension != claim.dimension:
        return False
    return claim.unit is not None or quantity.base.denominator == 1
