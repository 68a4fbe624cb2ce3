"""Numbers that the facts come to: the price by the litre, two shoes of 286 g, the saving on a refill."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product

from pdp_ai.quality.numbers.agreement import same_value
from pdp_ai.quality.numbers.known_numbers import Known
from pdp_ai.quality.numbers.quantity import Place, Quantity
from pdp_ai.quality.numbers.units import MONEY, UNITS, Unit, unit_named


def worked_out(claim: Quantity, place: Place, others: Sequence[Quantity], known: Sequence[Known]) -> Known | None:
    """The fact that the claim was reckoned from, where its own words say that it was."""
    if not claim.values:
        return None
    sums: tuple[Iterable[tuple[Quantity, Known]], ...] = (
        _prices_of_one(claim, place, known),
        _savings(claim, place, known),
        _totals(claim, place, others, known),
        _shares(claim, place, known),
        _ratios(claim, place, known),
        _supplies(claim, known),
    )
    return next((fact for results in sums for result, fact in results if same_value(claim, result)), None)


# Money ----------------------------------------------------------------------------------------------------------------

#: “€2.90 a litre”, “$69.50 apiece”, “ninety cents per 100 g”.
_EACH = re.compile(
    r"\s?(?:/|per|an?|each|apiece|every|the)(?:\s?(?P<amount>\d+)?\s?(?P<unit>square met(?:re|er)|[A-Za-z]+))?",
    re.IGNORECASE,
)
_EACH_BEFORE = re.compile(
    r"\b(?:an?|each|every|per)\s(?P<amount>\d+)?\s?(?P<unit>square met(?:re|er)|[A-Za-z]+)\s"
    r"(?:(?:costs?|comes?|is|you|to|in|at|just|only|for|about|roughly|around|less|than|under)\s){1,5}$"
    r"|每(?:\D{1,3})$",
    re.IGNORECASE,
)


def _prices_of_one(claim: Quantity, place: Place, known: Sequence[Known]) -> Iterator[tuple[Quantity, Known]]:
    """The price of one of what the facts hold several of, rounded as the claim is."""
    each = _EACH.match(place.text, place.end) or _EACH_BEFORE.search(place.text[: place.start])
    price = next((fact.quantity for fact in known if fact.place.field == "price" and fact.quantity.values), None)
    if claim.unit is None or claim.dimension not in MONEY or not each or price is None:
        return
    unit, amount = unit_named((each["unit"] or "").replace(" ", "")), int(each["amount"] or 1)
    for fact in known:
        parts = _parts(fact, amount, unit)
        if parts > 0:
            yield _rounded(claim, price.base / parts), fact


def _parts(fact: Known, amount: int, unit: Unit | None) -> Fraction:
    """How many of `amount` the fact holds; none if it tells of something else."""
    quantity = fact.quantity
    if fact.place.field == "price" or not quantity.values:
        return Fraction(0)
    if unit is None or quantity.unit is None:
        return quantity.base if unit is quantity.unit else Fraction(0)
    return quantity.base / unit.base(Fraction(amount)) if unit.dimension == quantity.dimension else Fraction(0)


_SAVED = re.compile(r"\b(?:sav(?:es?|ing)|less|cheaper|off|discount)\b|省|便宜|优惠|立减", re.IGNORECASE)
_OFF = re.compile(r"\s?(?:off|discount|reduc|less)", re.IGNORECASE)


def _savings(claim: Quantity, place: Place, known: Sequence[Known]) -> Iterator[tuple[Quantity, Known]]:
    """What one price is below another, and what a discount leaves of it."""
    prices = [fact for fact in known if fact.quantity.dimension in MONEY]
    if claim.dimension not in MONEY:
        return
    if _SAVED.search(place.sentence):
        for one, other in product((price for price in prices if price.place.field == "price"), prices):
            yield _rounded(claim, abs(one.quantity.base - other.quantity.base)), other
    for fact in known:
        if fact.quantity.dimension == "percent" and _OFF.match(fact.place.text, fact.place.end):
            for price in (price for price in prices if price.place.field == "price"):
                taken = price.quantity.base * fact.quantity.base / 100
                yield _rounded(claim, taken), fact
                yield _rounded(claim, price.quantity.base - taken), fact


def _rounded(claim: Quantity, value: Fraction) -> Quantity:
    """`value`, in the claim's base unit, as the claim would give it; “less than” and “about” round by themselves."""
    value = claim.unit.of_base(value) if claim.unit else value
    if not claim.bound:
        places = Fraction(10) ** claim.decimals
        value = Fraction(int(value * places + Fraction(1, 2))) / places
    return replace(claim, values=frozenset({value}), bound="")


# Several of a thing ---------------------------------------------------------------------------------------------------

_IN_ALL = re.compile(
    r"\b(?:in all|all told|altogether|together|total|both|makes?|comes? to|adds? up|the (?:set|pack|pair) of)\b"
    r"|合计|共|总|加起来|一[双对套]",
    re.IGNORECASE,
)
_OF_EACH = re.compile(r"\b(?:each|apiece|per|every|single|one)\b|每|单", re.IGNORECASE)
_RATE = re.compile(r"\s[A-Za-z]+\s(?:per|an?|to the|/)\s?(?P<unit>[A-Za-z]+)", re.IGNORECASE)
_MOST = 1_000


def _totals(
    claim: Quantity, place: Place, others: Sequence[Quantity], known: Sequence[Known]
) -> Iterator[tuple[Quantity, Known]]:
    """Two shoes together weigh twice one; five metres of 120 lamps a metre are 600."""
    if claim.unit is None:
        yield from _rates(known)
    else:
        start, end = place.sentence_start, place.sentence_end
        numbers = _counts(other for other in others if start <= other.start < end)
        if _IN_ALL.search(place.sentence):
            numbers |= _counts(fact.quantity for fact in known) | (
                {Fraction(2)} if _TWO.search(place.sentence) else set()
            )
        for fact in known:
            yield from ((_times(fact.quantity, number), fact) for number in numbers & _ratio(claim, fact))


def _rates(known: Sequence[Known]) -> Iterator[tuple[Quantity, Known]]:
    for fact in known:
        rate = _RATE.match(fact.place.text, fact.place.end)
        unit = unit_named(rate["unit"]) if rate and fact.quantity.unit is None else None
        for other in known if unit else ():
            if unit and other.quantity.dimension == unit.dimension:
                yield _times(fact.quantity, unit.of_base(other.quantity.base)), fact


def _shares(claim: Quantity, place: Place, known: Sequence[Known]) -> Iterator[tuple[Quantity, Known]]:
    """Each of a pair weighs half of it."""
    if claim.unit is None or claim.dimension in MONEY or not _OF_EACH.search(place.sentence):
        return
    numbers = _counts(fact.quantity for fact in known)
    for fact in known:
        yield from ((_times(fact.quantity, 1 / number), fact) for number in numbers & _ratio(claim, fact, part=True))


def _ratio(claim: Quantity, fact: Known, *, part: bool = False) -> set[Fraction]:
    """The whole numbers next to how many times the fact goes into the claim, or the claim into it as a part."""
    if fact.quantity.dimension != claim.dimension or not claim.base or not fact.quantity.base:
        return set()
    ratio = int(fact.quantity.base / claim.base if part else claim.base / fact.quantity.base)
    return {Fraction(ratio), Fraction(ratio + 1)}


def _counts(quantities: Iterable[Quantity]) -> set[Fraction]:
    return {
        value
        for quantity in quantities
        if quantity.unit is None and not (quantity.chain or quantity.label)
        for value in quantity.values
        if 1 < value <= _MOST
    }


_TWO = re.compile(r"\b(?:both|pair)\b|一[双对]", re.IGNORECASE)


def _times(quantity: Quantity, number: Fraction) -> Quantity:
    return replace(quantity, values=frozenset(value * number for value in quantity.values), chain=0, label="")


# Time -----------------------------------------------------------------------------------------------------------------

_AS = re.compile(r"\s(?:as\s)?(long|heavy|light|tall|high|wide|deep)\b", re.IGNORECASE)
_MEASURES = {"long": {"time", "length"}, "heavy": {"mass"}, "light": {"mass"}}
_DAILY = re.compile(r"\s?(?:a day|per day|daily|/\s?day)|\s?/?每?[天日]", re.IGNORECASE)
_DAILY_BEFORE = re.compile(r"(?:daily|per day|每[天日])\D{0,12}$", re.IGNORECASE)


def _ratios(claim: Quantity, place: Place, known: Sequence[Known]) -> Iterator[tuple[Quantity, Known]]:
    """“Cold for twice as long” as the six hours that it stays hot."""
    measured = _AS.match(place.text, place.end) if claim.dimension == "times" else None
    if not measured:
        return
    dimensions = _MEASURES.get(measured[1].lower(), {"length"})
    alike = [fact for fact in known if fact.quantity.dimension in dimensions and fact.quantity.base > 0]
    for one, other in pairwise(alike):
        ratios = {one.quantity.base / other.quantity.base, other.quantity.base / one.quantity.base}
        if one.quantity.dimension == other.quantity.dimension:
            yield replace(claim, values=frozenset(ratios)), one


def _supplies(claim: Quantity, known: Sequence[Known]) -> Iterator[tuple[Quantity, Known]]:
    """How long the whole lasts by what is used up a day."""
    if claim.dimension != "time":
        return
    for ration in known:
        there = ration.place
        daily = _DAILY.match(there.text, there.end) or _DAILY_BEFORE.search(
            f"{there.field} {there.text[: there.start]}"
        )
        for whole in known if daily and ration.quantity.unit else ():
            if whole.quantity.dimension == ration.quantity.dimension and whole.quantity.base > ration.quantity.base:
                days = whole.quantity.base / ration.quantity.base
                yield replace(claim, values=frozenset({days}), unit=UNITS["day"], bound="", decimals=1), ration
