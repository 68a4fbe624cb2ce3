"""The numbers of a product's facts, with those that they plainly come to: 360 g for 4 × 90 g, 24 m² for 4 × 6 m."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from pdp_ai.quality.numbers.dates import read_dates
from pdp_ai.quality.numbers.quantities import read_quantities
from pdp_ai.quality.numbers.quantity import Place, Quantity
from pdp_ai.quality.numbers.sizes import areas, counted_in_sizes, listed, pack_totals, with_listed_units
from pdp_ai.quality.numbers.units import UNITS, in_currency, unit_named
from pdp_ai.types import ProductFacts

_GRADE = re.compile(r"(?:class|sizes?|force|level|type|grade|version|series|model|cat|step)\d")


@dataclass(frozen=True, slots=True)
class Known:
    """A number of the facts."""

    quantity: Quantity
    place: Place
    #: A grade, the side of a size without a unit, or the 30 of “Bore (mm): 30”: “five pockets” are not in “class 5”.
    counts_nothing: bool = False

    @property
    def size(self) -> tuple[str, int]:
        """What the sides of one size have in common."""
        return self.place.field, self.quantity.chain

    @property
    def around(self) -> str:
        """The fact in short, e.g. ``"description: about 69cm long"``."""
        place = self.place
        return f"{place.field}: {place.text[max(0, place.start - 12) : place.end + 16].strip()}"


def is_grade(quantity: Quantity) -> bool:
    return bool(_GRADE.match(quantity.label))


@lru_cache(maxsize=8)  # several tries at a text are judged by the same facts
def known_numbers(facts: ProductFacts) -> tuple[Known, ...]:
    return tuple(known for field, fact in facts.fields().items() for known in _numbers_of(field, fact, facts.currency))


def _numbers_of(field: str, fact: str, currency: str) -> Iterator[Known]:
    found = [replace(quantity, unit=in_currency(quantity.unit, currency)) for quantity in _quantities(field, fact)]
    for quantity in found:
        sides = [other for other in found if quantity.chain and other.chain == quantity.chain]
        measures = field.endswith((")", "]")) and any(other.unit for other in found if other.start == quantity.start)
        bare_side = bool(sides) and all(side.unit is None for side in sides)
        yield Known(
            quantity,
            Place(fact, quantity.start, quantity.end, field),
            counts_nothing=quantity.unit is None and (is_grade(quantity) or bare_side or measures),
        )


def _quantities(field: str, fact: str) -> Iterator[Quantity]:
    """The numbers of one fact; an attribute's name may hold the unit, as in ``Width (cm): 30`` or ``Age: 6+``."""
    named = re.search(r"[(\[/ ]([^\W\d_]+|[%°\"])[)\]]?$", field.partition(".")[2])
    stated = re.search(r"单位[:：]?(\w{1,2})$", fact)
    default = (
        unit_named(stated[1])
        if stated
        else UNITS["years"]
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
    yield from read_dates(fact)
    yield from with_listed_units(found, fact)
    yield from pack_totals(found, fact)
    yield from areas(found, fact)
    yield from counted_in_sizes(fact)
    yield from listed(fact)
