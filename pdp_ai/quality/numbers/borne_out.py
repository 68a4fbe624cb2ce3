"""The fact that bears a number out: of the same value, said of the same thing, and of nothing that excludes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pdp_ai.quality.numbers.agreement import same_value
from pdp_ai.quality.numbers.counted import counts
from pdp_ai.quality.numbers.extremes import outdone
from pdp_ai.quality.numbers.known_numbers import Known, is_grade
from pdp_ai.quality.numbers.measured import said_of_another, says_the_same
from pdp_ai.quality.numbers.quantity import Place, Quantity
from pdp_ai.quality.numbers.surroundings import opposed, speaks_of_another


def borne_out(
    claim: Quantity, place: Place, others: Sequence[Quantity], known: Sequence[Known]
) -> tuple[Known | None, Known | None]:
    """The fact that says what the claim does, or the one that it contradicts."""
    contradicted = None
    for reading in _readings(claim, place, others, known):
        same = [
            fact
            for fact in known
            if same_value(reading, fact.quantity)
            and _same_end(reading, fact.quantity)
            and _same_size(reading, others, fact, known)
        ]
        rivals = [fact for fact in known if rivals_with(reading, fact.quantity)]
        spoken_of = _of_the_same(place, rivals)
        contradicted = contradicted or spoken_of or next(iter(same), None)
        if counts(place) and not reading.chain and not is_grade(reading):
            same = [fact for fact in same if not fact.counts_nothing]
        same = [fact for fact in same if not (said_of_another(place, fact.place) or opposed(place, fact.place))]
        more = next((other for fact in same if (other := outdone(place, fact, known))), None)
        if more:
            return None, more
        surely = _of_the_same(place, same)
        if same and not reading.name and not (reading.label and not counts(place)):
            sizes = {mine.size for mine in same if mine.quantity.chain}
            close = [
                fact
                for fact in rivals
                if (reading.unit or not (fact.quantity.label or fact.quantity.chain))
                and fact.size not in sizes
                and (not surely or says_the_same(place, fact.place) or _goes_on(surely.place, fact.place))
            ]
            of_another = speaks_of_another(place, [fact.place for fact in same], [fact.place for fact in close])
            if of_another:
                return None, next(fact for fact in close if fact.place is of_another)
        if same and (surely or not spoken_of):
            return surely or same[0], None
    return None, contradicted


def _readings(claim: Quantity, place: Place, others: Sequence[Quantity], known: Sequence[Known]) -> Iterator[Quantity]:
    """The claim, and what it is in the unit of its neighbours: “82 cm wide, 78 deep”, “32 hours off, 24 on”."""
    yield claim
    bare = {fact.quantity.label.rstrip(_DIGITS) for fact in known if fact.quantity.label}
    named = is_grade(claim) or claim.label.rstrip(_DIGITS) in bare
    if claim.unit is None and claim.values and not (claim.chain or named or counts(place)):
        units = {other.unit for other in others if other.unit and abs(other.start - claim.start) < _ELLIPSIS}
        for unit in units:
            yield replace(claim, unit=unit)


_DIGITS = "0123456789"
#: As many characters away a number may lend its unit.
_ELLIPSIS = 80


def rivals_with(claim: Quantity, fact: Quantity) -> bool:
    return bool(fact.values) and fact.dimension == claim.dimension and not same_value(claim, fact)


def _of_the_same(place: Place, facts: Sequence[Known]) -> Known | None:
    """The first fact that says it measures or counts what the claim does."""
    return next((fact for fact in facts if says_the_same(place, fact.place)), None)


def _goes_on(place: Place, other: Place) -> bool:
    """Whether a number follows in the same sentence: “holds 15 kg on masonry, 8 kg on plasterboard”."""
    return place.field == other.field and place.end <= other.start < place.sentence_end


def _same_end(claim: Quantity, fact: Quantity) -> bool:
    """The upper end of one range is not the lower end of another: “60 to 80 kg” is not in 80–110 kg."""
    return not (claim.end_of_range and fact.end_of_range) or claim.end_of_range == fact.end_of_range


def _same_size(claim: Quantity, others: Sequence[Quantity], fact: Known, known: Sequence[Known]) -> bool:
    """A side of a size is the fact's only together with the others: 5 × 6 is not in “4 × 6, class 5”.

    With a unit it may stand alone in the facts, where none has a size of as many sides with one of the others.
    """
    if not claim.chain:
        return True
    fellows = [other for other in others if other.chain == claim.chain]
    if claim.unit is None:
        if not fact.quantity.chain:
            return not any(there.quantity.chain for there in known)
        sides = [there.quantity for there in known if there.size == fact.size]
        return all(any(fellow.values & side.values for side in sides) for fellow in fellows)
    akin = [
        size
        for size in _sizes(known)
        if len(size) >= len(fellows) and any(same_value(fellow, side) for fellow in fellows for side in size)
    ]
    return not akin or any(same_value(claim, side) for size in akin for side in size)


def _sizes(known: Sequence[Known]) -> list[list[Quantity]]:
    """The sides of each size in the facts."""
    sizes: dict[tuple[str, int], list[Quantity]] = {}
    for fact in known:
        if fact.quantity.chain:
            sizes.setdefault(fact.size, []).append(fact.quantity)
    return list(sizes.values())
