"""Numbers that belong together: the sides of a box, the ends of a range, feet with inches, the packs of a set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from pdp_ai.quality.numbers.numerals import WORDS
from pdp_ai.quality.numbers.quantity import Quantity
from pdp_ai.quality.numbers.units import UNITS

_JOINS_SIZE = re.compile(r"\s*(?:x|×|\*|by|out of|of|/)\s*(?:[LWHD]\s)?", re.IGNORECASE)
_JOINS_RANGE = re.compile(
    r"\s*(?:-|–|—|~|(?:right |all the way )?(?:up )?to|and|by|x|×|\*|/|至|到)\s*(?:[LWHD]\s)?", re.IGNORECASE
)
_RANGE = re.compile(r"\s*(?:-|–|—|~|(?:right |all the way )?(?:up )?to|至|到)\s*", re.IGNORECASE)
_ITEM = r"[^\W\d][^\d、,，;；:：。.!?()\n]{0,23}"
#: After a colon or as a whole attribute in Latin letters; 、 joins nothing but lists.
_LIST = re.compile(
    rf"[^\W\d][^\s\d、,，;；:：。]{{0,7}}(?:、[^\W\d][^\s\d、,，;；:：。]{{0,7}})+"
    rf"|(?:(?<=: )|\A){_ITEM}(?:\s*[,;/]\s*{_ITEM})+(?=[.!?。]|$)"
)
_JOINS_LIST = re.compile(r"\s*[、,，;/]\s*(?:and\s+)?|\s+and\s+")
_JOINS_ITEMS = re.compile(r"\s*(?:[,/;、]|\bor\b|\band\b|或|[-–—~])\s*(?:or\s|and\s)?[A-Z]{0,3}\s?")
_JOINS_PACK = re.compile(r"\s*[x×*]\s*|(?:\s[A-Za-z-]+){1,3}\s(?:of|at|with)\s|\w?[,，]?每\w")
#: What the sides of a size are measured in; 2 x 500 ml are two packs.
_SIDES = frozenset(["length", "resolution", "percent"])


def joined(found: list[Quantity], text: str) -> list[Quantity]:
    """The quantities of `text` once more, each knowing what it owes to its neighbours."""
    return _ranged(_compounded(_with_shared_units(_chained(found, text), text), text), text)


def _chained(found: list[Quantity], text: str) -> list[Quantity]:
    """Number the sizes: what stands on both sides of a × belongs together. Shares of a whole are per cent: 65/35."""
    chained: list[Quantity] = []
    number = 0
    for quantity in found:
        before = chained[-1] if chained else None
        sign = _JOINS_SIZE.fullmatch(text[before.end : quantity.start]) if before else None
        if not (before and sign and quantity.values and before.values):
            chained.append(quantity)
            continue
        number += not before.chain
        shares = sign[0] == "/" and max(before.values) + max(quantity.values) == 100
        unit = UNITS["%"] if shares else None
        chained[-1] = replace(before, chain=before.chain or number, unit=before.unit or unit)
        chained.append(replace(quantity, chain=before.chain or number, unit=quantity.unit or unit))
    return chained


def _with_shared_units(found: list[Quantity], text: str) -> list[Quantity]:
    """Give the last unit of a range or a size to the numbers before it: 10–20 cm, 30 × 20 × 10 cm."""
    shared: list[Quantity] = []
    for quantity in reversed(found):
        follower = shared[-1] if shared else None
        if (
            follower
            and follower.unit
            and quantity.unit is None
            and quantity.values
            # “2560 × 1440 and 75 hertz”: the pixels are no hertz.
            and quantity.chain == follower.chain
            and (not quantity.chain or follower.unit.dimension in _SIDES)
            and _JOINS_RANGE.fullmatch(text[quantity.end : follower.start])
        ):
            shared.append(replace(quantity, unit=follower.unit))
        else:
            shared.append(quantity)
    return shared[::-1]


def _compounded(found: list[Quantity], text: str) -> list[Quantity]:
    """One quantity of two units of a kind: 5 ft 10 in, 2 h 30 min."""
    compounded: list[Quantity] = []
    for quantity in found:
        before = compounded[-1] if compounded else None
        if before and before.unit and quantity.unit and _completes(before, quantity, text):
            sums = frozenset(
                before.unit.of_base(before.unit.base(large) + quantity.unit.base(small))
                for large in before.values
                for small in quantity.values
            )
            whole = text[before.start : quantity.end]
            compounded[-1] = replace(before, text=whole, end=quantity.end, values=sums, decimals=1)
        else:
            compounded.append(quantity)
    return compounded


def _completes(large: Quantity, small: Quantity, text: str) -> bool:
    """Whether `small` goes on where `large` ends: in a smaller unit, and less than one of the larger."""
    if large.dimension != small.dimension or large.dimension not in {"length", "mass", "time"}:
        return False
    if large.unit == small.unit:
        return False
    one = replace(large, values=frozenset({Fraction(1)}))
    return bool(re.fullmatch(r"\s?(?:and\s)?", text[large.end : small.start])) and small.base < one.base


def _ranged(found: list[Quantity], text: str) -> list[Quantity]:
    """The ends of ranges: 10–20 cm, “from 4 to 6 years”."""
    ranged = list(found)
    for at, (first, second) in enumerate(pairwise(found)):
        alike = first.values and second.values and first.dimension == second.dimension and not first.chain
        if alike and first.base < second.base and _RANGE.fullmatch(text[first.end : second.start]):
            ranged[at] = replace(ranged[at], end_of_range="lower")
            ranged[at + 1] = replace(second, end_of_range="upper")
    return ranged


def pack_totals(found: list[Quantity], fact: str) -> Iterator[Quantity]:
    """What a fact's packs hold together: 360 g for “4 x 90 g” or “four soaps of 90 g”."""
    for first, second in pairwise(found):
        count, each = (first, second) if first.unit is None else (second, first)  # 4 x 90 g, 6升×4包
        packed = count.unit is None and count.values and each.dimension in {"mass", "volume", "charge"}
        # Of 3 x 9 rungs there are 27; a third number would make it a size.
        rows = (
            first.chain and [other.chain for other in found].count(first.chain) == 2 and not each.unit and each.values
        )
        if (packed or (rows and count.values)) and _JOINS_PACK.fullmatch(fact[first.end : second.start]):
            values = frozenset(number * value for number in count.values for value in each.values)
            text, start, end = fact[first.start : second.end], first.start, second.end
            yield replace(each, text=text, start=start, end=end, values=values, chain=0)


def areas(found: list[Quantity], fact: str) -> Iterator[Quantity]:
    """What two sides of a size cover: 24 m² for “4 x 6 m”, 8.3 megapixels for 3840 × 2160."""
    for first, second in pairwise(found):
        sides = [quantity for quantity in found if first.chain and quantity.chain == first.chain]
        if sides == [first, second] and first.dimension == second.dimension and first.dimension in _AREAS:
            unit, one = _AREAS[first.dimension]
            area = frozenset({first.base * second.base / one**2})
            yield replace(first, text=fact[first.start : second.end], end=second.end, values=area, unit=unit, chain=0)


#: Millimetres to the metre, pixels (in megapixels) to the megapixel.
_AREAS = {"length": (UNITS["m²"], Fraction(1000)), "resolution": (UNITS["MP"], Fraction(1, 1000))}


def with_listed_units(found: list[Quantity], fact: str) -> Iterator[Quantity]:
    """The numbers of a list in the unit of its last: 30, 32 or 34 in, “S 32–36, M 37–41 cm”; 40+5 cm are up to 45."""
    follower: Quantity | None = None
    for quantity in reversed(found):
        between = fact[quantity.end : follower.start] if follower else ""
        if quantity.unit or not quantity.values:
            follower = quantity
        elif follower and follower.unit and between == "+":
            yield replace(quantity, unit=follower.unit)
            longest = frozenset({max(quantity.values) + max(follower.values)})
            yield replace(follower, text=fact[quantity.start : follower.end], start=quantity.start, values=longest)
        elif follower and follower.unit and _may_lend(quantity, fact) and _JOINS_ITEMS.fullmatch(between):
            follower = replace(quantity, unit=follower.unit)
            yield follower
        else:
            follower = None


def _may_lend(quantity: Quantity, fact: str) -> bool:
    """Whether a bare number may owe its unit to the next: not of a ratio (1,000:1), a size or a name (Bluetooth 5)."""
    named = re.match(r"[a-z]{4}", quantity.label)
    return not (quantity.chain or named or fact[: quantity.start].endswith(":"))


def counted_in_sizes(fact: str) -> Iterator[Quantity]:
    """How many sizes a fact names by the first and the last: four for “Sizes 8 to 11”."""
    for match in re.finditer(r"\bsizes\W{1,3}(\d{1,2})\s?(?:to|-|–)\s?(\d{1,2})\b(?!,\s\d)", fact, re.IGNORECASE):
        count = int(match[2]) - int(match[1]) + 1
        if 1 < count <= 12:
            yield Quantity(match[0], *match.span(), frozenset({Fraction(count)}))
    letters = list(re.finditer(r"(?<![\w'’-])(?:X{0,3}[SL]|M)(?=\s?[(（:\d,、/]|\s[a-z]|$)", fact))
    names = {letter[0] for letter in letters}
    if len(names) > 1 and len(names) == len(letters):
        start, end = letters[0].start(), letters[-1].end()
        yield Quantity(fact[start:end], start, end, frozenset({Fraction(len(names))}))
    ranges = re.search(r"\b\d+\s?[-–]\s?\d+(?:[,/]\s?\d+\s?[-–]\s?\d+)+\b", fact)
    if ranges:
        yield Quantity(ranges[0], *ranges.span(), frozenset({Fraction(1 + len(re.findall(r"[,/]", ranges[0])))}))


def listed(fact: str) -> Iterator[Quantity]:
    """How many things a fact lists: four for 红、黄、蓝、绿 or “four soaps: lavender, rose, lemon and oat”."""
    for match in _LIST.finditer(fact):
        items = _JOINS_LIST.split(match[0])
        if len(items) <= 12 and not re.match(rf"(?:{WORDS})\b", items[0], re.IGNORECASE):
            yield Quantity(match[0], *match.span(), frozenset({Fraction(len(items))}))
