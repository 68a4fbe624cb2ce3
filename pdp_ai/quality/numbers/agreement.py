"""Whether two numbers come to the same: 69 cm is 0.69 m, 27 in or “about 70 cm”, and never 1 m."""

from __future__ import annotations

import re
from fractions import Fraction

from pdp_ai.quality.numbers.quantity import Quantity
from pdp_ai.quality.numbers.units import QUOTE_LIKE


def same_value(claim: Quantity, fact: Quantity) -> bool:
    """Whether the values are the same, not whether they measure the same thing."""
    if claim.name or fact.name:
        return bool({claim.name, claim.label} & {fact.name, fact.label} - {""}) or _first_part_of(fact.text, claim.text)
    if claim.unit is None or fact.unit is None:
        # A bare number is the same as a measured one only if it is too long to agree by chance: 1080, 28.99.
        # Where 5,000 counts, it is not five.
        agree = max(claim.values, default=None) == max(fact.values, default=None)
        long_enough = len(re.sub(r"\D", "", claim.text).strip("0")) >= 3
        sides = bool(claim.chain and fact.chain)
        bare = claim.unit is None and (fact.unit is None or long_enough or sides)
        loose = claim.text[-1] in QUOTE_LIKE or fact.text[-1] in QUOTE_LIKE
        return agree and (bare or loose)
    if "degrees" in {claim.unit.dimension, fact.unit.dimension} and claim.dimension == fact.dimension:
        return bool(claim.values & fact.values)
    if claim.unit.dimension != fact.unit.dimension:
        return False
    return any(
        claim.unit.base(value) == fact.unit.base(other)
        or _rounds_to(value, claim, other, fact)
        or within_bound(claim.unit.base(value), fact.unit.base(other), claim)
        for value in claim.values
        for other in fact.values
    )


def _rounds_to(value: Fraction, claim: Quantity, other: Fraction, fact: Quantity) -> bool:
    """Whether the claim is the fact rounded, perhaps in another unit: 27 in for 69 cm, 33 cm for 33.2, never 1 m."""
    if claim.unit is None or fact.unit is None:
        return False
    converted = claim.unit.of_base(fact.unit.base(other))
    error = abs(converted - value)
    if claim.unit == fact.unit and (claim.decimals >= fact.decimals or error * 50 > abs(converted)):
        return False
    near = claim.unit.factor.numerator != 1 and claim.unit != fact.unit and error * 200 <= abs(converted)
    return near or (2 * error * Fraction(10) ** claim.decimals <= 1 and error * 50 <= abs(converted))


def _first_part_of(name: str, claimed: str) -> bool:
    """A4 is A4-70, as far as it goes."""
    return len(claimed) > 1 and bool(re.match(rf"{re.escape(claimed)}-", name, re.IGNORECASE))


def within_bound(claimed: Fraction, fact: Fraction, claim: Quantity) -> bool:
    """Whether the fact is as near as the claim's words say: “just under 5 kg” for 4.8 kg."""
    if claim.bound == "under":
        return claimed * 75 <= fact * 100 <= claimed * 100
    if claim.bound == "over":
        return claimed * 100 <= fact * 100 <= claimed * 115
    return claim.bound == "about" and abs(claimed - fact) * 25 <= claimed
