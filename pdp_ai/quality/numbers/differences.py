"""What one number is above another: the way between two heights, the saving on a pack, a price with its discount."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from pdp_ai.quality.numbers.known_numbers import Known
from pdp_ai.quality.numbers.operands import Asked, counts_of, named_in, rounded
from pdp_ai.quality.numbers.quantity import Quantity
from pdp_ai.quality.numbers.units import MONEY

_SAVED = re.compile(
    r"\b(?:sav(?:es?|ings?)|less|more|cheaper|dearer|extra|off|discount|instead)\b|省|便宜|优惠|立减|贵", re.IGNORECASE
)
_OFF = re.compile(r"\s?(?:off|discount|reduc|less)", re.IGNORECASE)
_APART = re.compile(
    r"\b(?:by|more|less|extra|add|another|further|range|travel|difference|between|apart|remain\w*|left|leav\w+|rest|rises?"
    r"|(?:long|short|wid|narrow|heavi|light|tall|high|low|deep)er)\b|[多少差]|高出",
    re.IGNORECASE,
)
_NEAR = 12
_MEASURED = frozenset(["length", "mass", "volume", "time", "power", "temperature", "degrees"])


def savings(asked: Asked) -> Iterator[tuple[Quantity, Known]]:
    """What one price is below another, or below that of several bought singly, and what a discount leaves of it."""
    claim, place, borne, known = asked.claim, asked.place, asked.borne, asked.known
    if claim.dimension == "percent" and _SAVED.search(place.sentence):
        yield from _percent_saved(claim, known)
    if claim.dimension not in MONEY:
        return
    prices = [fact for fact in known if fact.quantity.dimension == claim.dimension]
    if _SAVED.search(place.sentence):
        numbers = {Fraction(1)} | counts_of(fact.quantity for fact in known) | counts_of(borne)
        for one, other in combinations(prices, 2):
            for number in numbers:
                yield rounded(claim, abs(number * one.quantity.base - other.quantity.base)), other
                yield rounded(claim, abs(number * other.quantity.base - one.quantity.base)), other
    for fact in known:
        if fact.quantity.dimension == "percent" and _OFF.match(fact.place.text, fact.place.end):
            for price in (price for price in prices if price.place.field == "price"):
                taken = price.quantity.base * fact.quantity.base / 100
                yield rounded(claim, taken), fact
                yield rounded(claim, price.quantity.base - taken), fact


def _percent_saved(claim: Quantity, known: Sequence[Known]) -> Iterator[tuple[Quantity, Known]]:
    """From 999 to 849 are 15%."""
    prices = [fact for fact in known if fact.quantity.dimension in MONEY and fact.quantity.base]
    for one, other in combinations(prices, 2):
        low, high = sorted((one.quantity.base, other.quantity.base))
        yield rounded(claim, 100 * (high - low) / high), other


def differences(asked: Asked) -> Iterator[tuple[Quantity, Known]]:
    """From 62 to 127 cm are 65; of a screw of 60 mm with 36 mm of thread 24 are smooth."""
    claim = asked.claim
    if claim.dimension not in _MEASURED:
        return
    alike = [fact for fact in asked.known if fact.quantity.dimension == claim.dimension and fact.quantity.values]
    apart = bool(_APART.search(asked.sentence))
    for one, other in combinations(alike, 2):
        named = named_in(asked.borne, one.quantity) and named_in(asked.borne, other.quantity)
        if named or (apart and _side_by_side(one, other)):
            yield rounded(claim, abs(one.quantity.base - other.quantity.base)), other


def _side_by_side(one: Known, other: Known) -> bool:
    """Whether no more than a few signs part them, as the ends of a range or two sizes of one thing."""
    return one.place.field == other.place.field and 0 <= other.place.start - one.place.end <= _NEAR
