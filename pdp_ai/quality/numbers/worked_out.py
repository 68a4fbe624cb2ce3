"""Numbers that the facts come to: the price by the litre, two shoes of 286 g, the saving on a refill."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pdp_ai.quality.numbers.agreement import same_value
from pdp_ai.quality.numbers.differences import differences, savings
from pdp_ai.quality.numbers.known_numbers import Known, is_grade
from pdp_ai.quality.numbers.operands import Asked
from pdp_ai.quality.numbers.quantity import Quantity
from pdp_ai.quality.numbers.rates import rates, ratios, supplies
from pdp_ai.quality.numbers.shares import prices_of_one, shares
from pdp_ai.quality.numbers.totals import products, sums

_WAYS: tuple[Callable[[Asked], Iterator[tuple[Quantity, Known]]], ...] = (
    prices_of_one,
    savings,
    differences,
    sums,
    products,
    shares,
    rates,
    ratios,
    supplies,
)


def worked_out(asked: Asked) -> Known | None:
    """The fact that the claim was reckoned from, where its own words say that it was."""
    claim = asked.claim
    if not claim.values or claim.chain or is_grade(claim):
        return None
    if asked.against and same_value(claim, asked.against.quantity):
        return None
    results = (result for way in _WAYS for result in way(asked))
    return next((fact for result, fact in results if same_value(claim, result)), None)
