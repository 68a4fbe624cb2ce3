"""Numbers by time and by each other: litres a minute, how long a bag lasts, twice as long as it stays hot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from pdp_ai.quality.numbers.known_numbers import Known
from pdp_ai.quality.numbers.operands import Asked, rounded
from pdp_ai.quality.numbers.quantities import read_quantities
from pdp_ai.quality.numbers.quantity import Place, Quantity
from pdp_ai.quality.numbers.units import UNITS, Unit, unit_named

_PER_TIME = re.compile(
    r"(?:\s[a-z]+)?\s?(?:/|\b(?:per|an?|every|each)\s|每)\s?(?P<unit>s|h|min|second|minute|hour|day|week|month|year|分钟?|小时|秒|天|周)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(r"\b(?:at|on for|used for)\s(?:just\s|only\s)?$", re.IGNORECASE)
_DAILY_BEFORE = re.compile(r"(?:daily|per day|每[天日])\D{0,12}$", re.IGNORECASE)
_AS = re.compile(
    r"\s(?:as\s)?(long|heavy|light|tall|high|wide|deep|far|bright|loud|fast)\b|\s(?:its|the|their) own (weight)\b",
    re.IGNORECASE,
)
_MEASURES = {
    "long": {"time", "length"}, "heavy": {"mass"}, "light": {"mass"}, "weight": {"mass"}, "bright": {"brightness"},
    "loud": {"loudness"}, "fast": {"time", "speed", "data rate"},
}  # fmt: skip


def rates(asked: Asked) -> Iterator[tuple[Quantity, Known]]:
    """The 420 litres an hour that are seven a minute."""
    claim, place, known = asked.claim, asked.place, asked.known
    period = _period(place)
    if not period:
        return
    for fact in known:
        other = _period(fact.place)
        if other and fact.quantity.values and fact.quantity.dimension == claim.dimension:
            yield rounded(claim, fact.quantity.base * period.factor / other.factor), fact


def ratios(asked: Asked) -> Iterator[tuple[Quantity, Known]]:
    """“Cold for twice as long” as the six hours that it stays hot."""
    claim, place, known = asked.claim, asked.place, asked.known
    measured = _AS.match(place.text, place.end) if claim.dimension == "times" else None
    if not measured:
        return
    dimensions = _MEASURES.get((measured[1] or measured[2]).lower(), {"length"})
    alike = [fact for fact in known if fact.quantity.dimension in dimensions and fact.quantity.base > 0]
    for one, other in combinations(alike, 2):
        ratios = {one.quantity.base / other.quantity.base, other.quantity.base / one.quantity.base}
        if one.quantity.dimension == other.quantity.dimension:
            yield replace(claim, values=frozenset(ratios)), one


def supplies(asked: Asked) -> Iterator[tuple[Quantity, Known]]:
    """How long the whole lasts by what is used up a day, as the facts or the sentence itself has it."""
    claim, place, known = asked.claim, asked.place, asked.known
    if claim.dimension != "time":
        return
    rations = [(fact.quantity, period) for fact in known if (period := _period(fact.place) or _daily(fact.place))]
    sentence = place.sentence
    rations += [
        (other, period)
        for other in read_quantities(sentence)
        if (period := _period(Place(sentence, other.start, other.end)))
    ]
    for ration, period in rations:
        for whole in known:
            alike = whole.quantity.values and whole.quantity.dimension == ration.dimension and ration.values
            if alike and not whole.quantity.name and whole.quantity.base > ration.base > 0:
                days = whole.quantity.base / ration.base * period.factor
                yield replace(claim, values=frozenset({days}), unit=UNITS["day"], bound="", decimals=1), whole


def supposed(place: Place) -> bool:
    """Whether the number is only supposed for a sum: “at three hours a day”."""
    period = _period(place)
    return period is not None and period.factor >= 1 and bool(_SUPPOSED.search(place.text[: place.start]))


def _period(place: Place) -> Unit | None:
    """The time that a number is told by: “60 ml a day”, 420 l/h."""
    match = _PER_TIME.match(place.text, place.end)
    return unit_named(_SPELT.get(match["unit"], match["unit"])) if match else None


_SPELT = {"s": "sec", "h": "hour", "分": "分钟"}


def _daily(place: Place) -> Unit | None:
    return UNITS["day"] if _DAILY_BEFORE.search(f"{place.field} {place.text[: place.start]}") else None
