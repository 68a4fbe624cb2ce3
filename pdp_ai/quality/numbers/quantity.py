"""A number as it stands in a text: the value that every reader of numbers gives and the tracing compares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from pdp_ai.quality.numbers.units import Unit

#: How exactly a number is meant: “under 5 kg” is true of 4.8 kg.
Bound = Literal["", "under", "over", "about"]
#: What a number says in copy: “perhaps” something (“an inch”, “a day”) is a claim only where a fact agrees, and
#: “nothing” is a turn of phrase (“two of us”). In facts every number counts.
Says = Literal["something", "perhaps", "nothing"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """All the values that its notation allows (``1,800`` may be 1800 or 1.8), and its unit."""

    text: str
    start: int
    end: int
    values: frozenset[Fraction] = frozenset()
    #: Digits after the decimal point, for rounding.
    decimals: int = 0
    unit: Unit | None = None
    #: Letters and digits in one, such as ``UJ59``, squashed and folded; compared as a name.
    name: str = ""
    #: For a bare number, the word before it and the number, squashed: ``Cat 6`` is ``Cat.6``.
    label: str = ""
    bound: Bound = ""
    says: Says = "something"
    #: Numbers that make one size or ratio, 30 × 20 × 10 or 3 of 5, have the same number here, counted from 1.
    chain: int = 0
    end_of_range: Literal["", "lower", "upper"] = ""

    @property
    def dimension(self) -> str:
        """Of its unit. Degrees without a scale count as a temperature: few products have angles."""
        dimension = self.unit.dimension if self.unit else ""
        return "temperature" if dimension == "degrees" else dimension

    @property
    def base(self) -> Fraction:
        """The largest of its values, in the base unit of its dimension."""
        return self.unit.base(max(self.values)) if self.unit else max(self.values)


@dataclass(frozen=True, slots=True)
class Place:
    """A number in a text; `field` names the fact, and is empty in copy."""

    text: str
    start: int
    end: int
    field: str = ""

    @property
    def sentence(self) -> str:
        return self.text[self.sentence_start : self.sentence_end]

    @property
    def sentence_start(self) -> int:
        return max((end.end() for end in _SENTENCE_END.finditer(self.text, 0, self.start)), default=0)

    @property
    def sentence_end(self) -> int:
        end = _SENTENCE_END.search(self.text, self.end)
        return end.start() if end else len(self.text)


def written(text: str, start: int, end: int, *values: Fraction | int, unit: Unit | None = None) -> Quantity:
    """The quantity that ``text[start:end]`` stands for, with what the words before it say of its exactness."""
    return Quantity(
        text[start:end], start, end, frozenset(map(Fraction, values)), unit=unit, bound=bound_before(text, start)
    )


_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[;\n。！？；]")

_BOUNDS: dict[Bound, re.Pattern[str]] = {
    "under": re.compile(
        r"(?:\b(?:less than|fewer than|lighter than|shorter than|cheaper than|under|below|nearly|almost|not quite)"
        r"|不到|不足|将?近)\s*$",
        re.IGNORECASE,
    ),
    "over": re.compile(r"(?:\b(?:more than|over|above|at least|upwards of)|超过|逾)\s*$", re.IGNORECASE),
    "about": re.compile(
        r"(?:\b(?:about|around|roughly|some|approximately|approx\.?|circa|ca\.)|大?约)\s*$", re.IGNORECASE
    ),
}

_AGED = re.compile(r"\b(?:age[sd]?|age of|(?:children|kids|babies) (?:from|over|of|aged))\s(?:from\s)?$", re.IGNORECASE)


def aged(text: str, start: int) -> bool:
    """Whether the words before a number make it an age in years: “for children from six”."""
    return bool(_AGED.search(text[max(0, start - 24) : start]))


_OR_SO = re.compile(r",?\s?(?:or so|give or take|more or less)\b|左右|上下", re.IGNORECASE)


def bound_after(text: str, end: int) -> Bound:
    """“An inch, give or take”, 七斤多."""
    return "over" if text[end : end + 1] in {"多", "余"} else "about" if _OR_SO.match(text, end) else ""


def bound_before(text: str, start: int) -> Bound:
    before = text[max(0, start - 16) : start]
    return next((bound for bound, pattern in _BOUNDS.items() if pattern.search(before)), "")
