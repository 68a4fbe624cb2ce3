"""Traces numbers: 69 cm is found where the facts say 0.69 m, $28.99 is not where the price is 24.90."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.numbers.borne_out import borne_out, rivals_with
from pdp_ai.quality.numbers.dates import DATES, read_dates
from pdp_ai.quality.numbers.known_numbers import Known, known_numbers
from pdp_ai.quality.numbers.measured import refers, says_the_same
from pdp_ai.quality.numbers.operands import Asked
from pdp_ai.quality.numbers.quantities import read_quantities
from pdp_ai.quality.numbers.quantity import Place, Quantity
from pdp_ai.quality.numbers.rates import supposed
from pdp_ai.quality.numbers.units import in_currency
from pdp_ai.quality.numbers.worked_out import worked_out
from pdp_ai.types import ProductFacts


def trace_numbers(text: str, facts: ProductFacts) -> list[Claim]:
    """Every number of `text` in order, with the fact that supports it: same value in whatever unit, or same name."""
    said = [*read_dates(text), *(quantity for quantity in read_quantities(text) if quantity.says != "nothing")]
    if not said:
        return []
    known = known_numbers(facts)
    quantities = list(_told_apart(said, known, facts.currency))
    places = [Place(text, quantity.start, quantity.end) for quantity in quantities]
    evidence = [
        borne_out(quantity, place, quantities, known) for quantity, place in zip(quantities, places, strict=True)
    ]
    claims = []
    for at, (quantity, place) in enumerate(zip(quantities, places, strict=True)):
        fact, against = evidence[at]
        if fact is None:
            fact = worked_out(Asked(quantity, place, _borne_beside(place, quantities, evidence), known, against))
            evidence[at] = fact, against
        if fact or _is_said(quantity, place, known):
            claims.append(_claim(quantity, fact, against or _nearest(quantity, known)))
    return claims


def _borne_beside(
    place: Place, quantities: Sequence[Quantity], evidence: Sequence[tuple[Known | None, Known | None]]
) -> list[Quantity]:
    """The numbers of the same sentence that facts bear out."""
    start, end = place.sentence_start, place.sentence_end
    return [
        quantity
        for quantity, (fact, _) in zip(quantities, evidence, strict=True)
        if fact and start <= quantity.start < end
    ]


def _is_said(claim: Quantity, place: Place, known: Sequence[Known]) -> bool:
    """Whether an unsupported number claims anything: 四季 is a turn of phrase, but not where the facts count 三季."""
    if claim.says == "perhaps":
        return claim.unit is None and any(
            rivals_with(claim, fact.quantity) and says_the_same(place, fact.place) for fact in known
        )
    return not (refers(place) or supposed(place))


def _told_apart(said: Sequence[Quantity], known: Sequence[Known], currency: str) -> Iterator[Quantity]:
    """The numbers with cents in the shop's currency, dates only where the facts date anything, each place once."""
    dimensions = {fact.quantity.dimension for fact in known}
    last = 0
    for quantity in sorted(said, key=lambda quantity: (quantity.start, -quantity.end)):
        if quantity.start >= last and (quantity.dimension not in DATES or quantity.dimension in dimensions):
            last = quantity.end
            yield replace(quantity, unit=in_currency(quantity.unit, currency))


def _claim(quantity: Quantity, fact: Known | None, against: Known | str) -> Claim:
    claim = Claim(quantity.text, quantity.start, quantity.end)
    if fact:
        return replace(claim, field=fact.place.field, fact_start=fact.place.start, fact_end=fact.place.end)
    if isinstance(against, Known):
        return replace(claim, nearest=against.around, contradicted=True)
    return replace(claim, nearest=against, contradicted=quantity.unit is not None and bool(against))


def _nearest(claim: Quantity, known: Sequence[Known]) -> str:
    """The fact of the same dimension with the closest value."""
    rivals = [fact for fact in known if fact.quantity.values and fact.quantity.dimension == claim.dimension]
    if not claim.values or not rivals:
        return ""

    def distance(fact: Known) -> Fraction:
        return abs(fact.quantity.base - claim.base)

    nearest = min(rivals, key=distance)
    return f"{nearest.place.field}: {nearest.quantity.text}"
