"""One of several: the price of a bottle, the weight of one shoe of a pair, the litres a minute."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from pdp_ai.quality.numbers.known_numbers import Known
from pdp_ai.quality.numbers.operands import Asked, counts_of, rounded, times, two_of
from pdp_ai.quality.numbers.quantity import Quantity
from pdp_ai.quality.numbers.units import MONEY, Unit, unit_named

#: “€2.90 a litre”, “$69.50 apiece”, “ninety cents per 100 g”.
_EACH = re.compile(
    r"\s?(?:/|per|an?|each|apiece|every|the)(?:\s?(?P<amount>\d+)?\s?(?P<unit>square met(?:re|er)|[A-Za-z]+))?",
    re.IGNORECASE,
)
_EACH_BEFORE = re.compile(
    r"\b(?:an?|each|every|per|one)\s(?P<amount>\d+)?\s?(?P<unit>square met(?:re|er)|[A-Za-z]+)\s"
    r"(?:(?:costs?|comes?|works?|is|you|pay|down|out|to|in|at|just|only|for|about|roughly|around|less|than|under)\s){1,6}$"
    r"|[每一](?:\D{1,3})$",
    re.IGNORECASE,
)
#: Where one of several is spoken of anywhere in the sentence.
_OF_EACH = re.compile(
    r"\b(?:each|apiece|per (?!second|minute|hour|day|week|cent)|every|single|one|works? out)\b"
    r"|\ban? (?:bottle|piece|pair|bar|jar)\b|每|单[只个件片]|平均|一[片只个双杯瓶包袋条支]",
    re.IGNORECASE,
)


def prices_of_one(asked: Asked) -> Iterator[tuple[Quantity, Known]]:
    """The price of one of what the facts hold several of, rounded as the claim is."""
    claim, place, known = asked.claim, asked.place, asked.known
    if claim.unit is None or claim.dimension not in MONEY:
        return
    each = _EACH.match(place.text, place.end) or _EACH_BEFORE.search(place.text[: place.start])
    if not each and not _OF_EACH.search(place.sentence):
        return
    unit = unit_named((each["unit"] or "").replace(" ", "")) if each else None
    amount = int(each["amount"] or 1) if each else 1
    if unit and not any(fact.quantity.dimension == unit.dimension for fact in known):
        unit = None  # a bar of soap
    prices = [fact for fact in known if fact.quantity.dimension == claim.dimension]
    for price in prices:
        for fact in known:
            own = price.place.field in {"price", fact.place.field}
            parts = _parts(fact, amount, unit) if own else 0
            if parts > 0 and parts != 1:
                yield rounded(claim, price.quantity.base / parts), fact
        for number in counts_of(asked.borne):
            yield rounded(claim, price.quantity.base / number), price


def _parts(fact: Known, amount: int, unit: Unit | None) -> Fraction:
    """How many of `amount` the fact holds; none if it tells of something else."""
    quantity = fact.quantity
    if fact.place.field == "price" or not quantity.values:
        return Fraction(0)
    if unit is None or quantity.unit is None:
        return quantity.base if unit is quantity.unit else Fraction(0)
    return quantity.base / unit.base(Fraction(amount)) if unit.dimension == quantity.dimension else Fraction(0)


def shares(asked: Asked) -> Iterator[tuple[Quantity, Known]]:
    """Each of a pair weighs half of it; 50 washers to 25 bolts are two for each."""
    claim = asked.claim
    if claim.dimension in MONEY or not claim.base or not _OF_EACH.search(asked.sentence):
        return
    numbers = counts_of(fact.quantity for fact in asked.known) | two_of(asked.sentence) | counts_of(asked.borne)
    for fact in asked.known:
        quantity = fact.quantity
        if quantity.dimension == claim.dimension and quantity.values and (quantity.unit or claim.base > 1):
            ratio = int(quantity.base / claim.base)
            for number in numbers & {Fraction(ratio), Fraction(ratio + 1)}:
                yield times(quantity, 1 / number), fact
