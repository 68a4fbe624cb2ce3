"""Traces numbers: 69 cm is found where the facts say 0.69 m, $28.99 is not where the price is 24.90."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.measured import Place, counts, said_of_another, says_the_same
from pdp_ai.quality.quantities import read_quantities
from pdp_ai.quality.quantity import Quantity
from pdp_ai.quality.sizes import areas, listed, pack_totals, sizes_from_to
from pdp_ai.quality.units import QUOTE_LIKE, UNITS, unit_named
from pdp_ai.types import ProductFacts

#: A quantity of the facts, with the field it stands in.
Known = tuple[str, Quantity]


def trace_numbers(text: str, facts: ProductFacts) -> list[Claim]:
    """Every number of `text` in order, with the fact that supports it: same value in whatever unit, or same name."""
    quantities = [quantity for quantity in read_quantities(text) if quantity.says != "nothing"]
    if not quantities:
        return []
    known, fields = _known(facts), facts.fields()
    claims = []
    for quantity in quantities:
        claim = _trace(quantity, text, quantities, known, fields)
        if claim.field or quantity.says == "something":
            claims.append(claim)
    return claims


@lru_cache(maxsize=8)  # several tries at a text are judged by the same facts
def _known(facts: ProductFacts) -> tuple[Known, ...]:
    return tuple(
        (field, quantity) for field, fact in facts.fields().items() for quantity in _fact_quantities(field, fact)
    )


def _fact_quantities(field: str, fact: str) -> Iterator[Quantity]:
    """The numbers of one fact; an attribute's name may hold the unit, as in ``Width (cm): 30`` or ``Age: 6+``."""
    named = re.search(r"[(\[/ ]([^\W\d_]+|[%°\"])[)\]]?$", field.partition(".")[2])
    default = (
        UNITS["years"]
        if re.search(r"\bages?$|年龄$", field, re.IGNORECASE)
        else unit_named(named[1])
        if named
        else None
    )
    found = read_quantities(fact)
    for quantity in found:
        if default and quantity.values and quantity.unit is None:
            yield replace(quantity, unit=default)
        yield quantity
    yield from pack_totals(found, fact)
    yield from areas(found, fact)
    yield from sizes_from_to(fact)
    yield from listed(fact)


def _trace(
    claim: Quantity, text: str, others: Sequence[Quantity], known: Sequence[Known], fields: dict[str, str]
) -> Claim:
    if unit_price := _unit_price(claim, text, known):
        return unit_price
    same = [
        (field, fact) for field, fact in known if _same(claim, fact) and _same_size(claim, others, fact, field, known)
    ]
    place = Place(text, claim.start, claim.end)
    places = [(Place(fields[field], fact.start, fact.end, field), fact) for field, fact in same]
    if counts(place) and not claim.chain and not _GRADE.match(claim.label):
        places = [(there, fact) for there, fact in places if not _counts_nothing(fact, there.field, known)]
    borne = [(there, fact) for there, fact in places if not said_of_another(place, there)]
    borne.sort(key=lambda pair: not says_the_same(place, pair[0]))
    if borne and (says_the_same(place, borne[0][0]) or not _rival(claim, place, known, fields)):
        there, fact = borne[0]
        return Claim(claim.text, claim.start, claim.end, there.field, fact.start, fact.end)
    rival = _rival(claim, place, known, fields) or (same[0] if same else None)
    if rival:
        field, fact = rival
        around = fields[field][max(0, fact.start - 12) : fact.end + 16].strip()
        return Claim(claim.text, claim.start, claim.end, nearest=f"{field}: {around}", contradicted=True)
    nearest = _nearest(claim, known)
    measured = claim.unit is not None and bool(nearest)
    return Claim(claim.text, claim.start, claim.end, nearest=nearest, contradicted=measured)


#: “€2.90 a litre”, “$69.50 apiece”, “ninety cents per 100 g”.
_EACH = re.compile(
    r"\s?(?:/|per|an?|each|apiece|every|the)(?:\s?(?P<amount>\d+)?\s?(?P<unit>square met(?:re|er)|[A-Za-z]+))?",
    re.IGNORECASE,
)

_EACH_BEFORE = re.compile(
    r"\b(?:an?|each|every|per)\s(?P<amount>\d+)?\s?(?P<unit>square met(?:re|er)|[A-Za-z]+)\s"
    r"(?:(?:costs?|comes?|is|you|to|in|at|just|only|for)\s){1,4}$",
    re.IGNORECASE,
)


def _unit_price(claim: Quantity, text: str, known: Sequence[Known]) -> Claim | None:
    """The price of one of what the facts hold several of: true where the product's price comes to it."""
    each = _EACH.match(text, claim.end) or _EACH_BEFORE.search(text[: claim.start])
    prices = [quantity for field, quantity in known if field == "price" and quantity.values]
    if claim.unit is None or not each or not prices or claim.dimension not in _MONEY:
        return None
    unit, amount = unit_named((each["unit"] or "").replace(" ", "")), int(each["amount"] or 1)
    for field, fact in known:
        if field == "price" or not fact.values or (fact.unit is None) != (unit is None):
            continue
        if unit is not None and fact.unit is not None and unit.dimension != fact.unit.dimension:
            continue
        parts = fact.base / (unit.base(Fraction(amount)) if unit else 1)
        if parts > 0 and any(
            abs(prices[0].base / parts - value) * 2 * 10**claim.decimals <= 1 for value in claim.values
        ):
            return Claim(claim.text, claim.start, claim.end, field, fact.start, fact.end)
    return None


_MONEY = frozenset(["dollars", "euros", "pounds", "yuan or yen", "rupees"])


def _rival(claim: Quantity, place: Place, known: Sequence[Known], fields: dict[str, str]) -> Known | None:
    """A fact that measures or counts what the claim does, and gives it another value."""
    for field, fact in known:
        there = Place(fields[field], fact.start, fact.end, field)
        if fact.values and fact.dimension == claim.dimension and not _same(claim, fact) and says_the_same(place, there):
            return field, fact
    return None


def _same(claim: Quantity, fact: Quantity) -> bool:
    if claim.name or fact.name:
        return bool({claim.name, claim.label} & {fact.name, fact.label} - {""})
    if claim.unit is None or fact.unit is None:
        # A bare number is the same as a measured one only if it is too long to agree by chance: 1080, 28.99.
        agree = bool(claim.values & fact.values)
        long_enough = len(re.sub(r"\D", "", claim.text).strip("0")) >= 3
        bare = claim.unit is None and (fact.unit is None or long_enough)
        loose = claim.text[-1] in QUOTE_LIKE or fact.text[-1] in QUOTE_LIKE
        return agree and (bare or loose)
    if "degrees" in {claim.unit.dimension, fact.unit.dimension} and claim.dimension == fact.dimension:
        return bool(claim.values & fact.values)
    if claim.unit.dimension != fact.unit.dimension:
        return False
    return any(
        claim.unit.base(value) == fact.unit.base(other)
        or _rounds_to(value, claim, other, fact)
        or _within_bound(claim.unit.base(value), fact.unit.base(other), claim)
        for value in claim.values
        for other in fact.values
    )


def _rounds_to(value: Fraction, claim: Quantity, other: Fraction, fact: Quantity) -> bool:
    """Whether the claim is the fact converted into another unit and rounded: 27 in for 69 cm, never 1 m."""
    if claim.unit is None or fact.unit is None or claim.unit == fact.unit:
        return False
    converted = claim.unit.of_base(fact.unit.base(other))
    error = abs(converted - value)
    return error <= Fraction(1, 2 * 10**claim.decimals) and error * 50 <= abs(converted)


def _within_bound(claimed: Fraction, fact: Fraction, claim: Quantity) -> bool:
    """Whether the fact is as near as the claim's words say: “just under 5 kg” for 4.8 kg."""
    if claim.bound == "under":
        return claimed * 75 <= fact * 100 <= claimed * 100
    if claim.bound == "over":
        return claimed * 100 <= fact * 100 <= claimed * 115
    return claim.bound == "about" and abs(claimed - fact) * 25 <= claimed


def _same_size(claim: Quantity, others: Sequence[Quantity], fact: Quantity, field: str, known: Sequence[Known]) -> bool:
    """A bare number of a size is the fact's only together with the others: 5 × 6 is not in “4 × 6, class 5”."""
    if not claim.chain or claim.unit is not None:
        return True
    fellows = [other for other in others if other.chain == claim.chain]
    of_fact = [there for name, there in known if name == field and there.chain == fact.chain]
    if not fact.chain and not any(there.chain for _, there in known):
        return True
    return bool(fact.chain) and all(any(fellow.values & there.values for there in of_fact) for fellow in fellows)


_GRADE = re.compile(r"(?:class|sizes?|force|level|type|grade|version|series|model|cat|step)\d")


def _counts_nothing(fact: Quantity, field: str, known: Sequence[Known]) -> bool:
    """Whether the fact's bare number is a grade or the side of a size: “five pockets” are not in “class 5, 4 × 5”."""
    if fact.unit is not None:
        return False
    sides = [there for name, there in known if name == field and fact.chain and there.chain == fact.chain]
    return bool(_GRADE.match(fact.label)) or (bool(sides) and all(there.unit is None for there in sides))


def _nearest(claim: Quantity, known: Sequence[Known]) -> str:
    """The fact of the same dimension with the closest value."""
    rivals = [(field, fact) for field, fact in known if fact.values and fact.dimension == claim.dimension]
    if not claim.values or not rivals:
        return ""

    def distance(rival: Known) -> Fraction:
        return abs(rival[1].base - claim.base)

    field, fact = min(rivals, key=distance)
    return f"{field}: {fact.text}"
