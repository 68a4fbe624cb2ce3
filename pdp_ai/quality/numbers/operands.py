"""What numbers are reckoned with: counts, products, and the numbers that a sentence names itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pdp_ai.quality.numbers.agreement import same_value
from pdp_ai.quality.numbers.counted import ANYTHING, nouns_of
from pdp_ai.quality.numbers.known_numbers import Known
from pdp_ai.quality.numbers.quantity import Place, Quantity
from pdp_ai.quality.numbers.said_words import said_words

_MOST = 1_000
_COMMA = re.compile(r"[,，：](?=\D)|[–—]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A number that no fact says, with what it may have been reckoned from."""

    claim: Quantity
    place: Place
    #: The other numbers of its sentence that the facts bear out: who names what is added up has said so.
    borne: Sequence[Quantity]
    known: Sequence[Known]
    #: The fact that says another number of just this, or this number of another.
    against: Known | None

    @property
    def sentence(self) -> str:
        return self.place.sentence

    @property
    def clause(self) -> str:
        """What stands between the commas round the number."""
        start, end = self.place.sentence_start, self.place.sentence_end
        before, after = self.place.text[start : self.place.start], self.place.text[self.place.end : end]
        return f"{_COMMA.split(before)[-1]} {_COMMA.split(after)[0]}"


_TWO = re.compile(r"\b(?:both|pair|twin|each side|a side)\b|[一每][双对]|两[边侧]", re.IGNORECASE)


def counts_of(quantities: Iterable[Quantity]) -> set[Fraction]:
    """The whole numbers above one that count something."""
    return {
        value
        for quantity in quantities
        if quantity.unit is None and not quantity.chain
        for value in quantity.values
        if 1 < value <= _MOST and value.denominator == 1
    }


def counts_what(fact: Known, sentence: str) -> bool:
    """Whether a fact counts what the sentence speaks of, or whatever is sold."""
    nouns = nouns_of(fact.place)
    return not nouns or bool(said_words(" ".join(nouns)) & said_words(sentence)) or not nouns.isdisjoint(ANYTHING)


def two_of(sentence: str) -> set[Fraction]:
    """The two of “both” and of a pair."""
    return {Fraction(2)} if _TWO.search(sentence) else set()


def times(quantity: Quantity, number: Fraction) -> Quantity:
    return replace(quantity, values=frozenset(value * number for value in quantity.values), chain=0, label="")


def rounded(claim: Quantity, value: Fraction) -> Quantity:
    """`value`, in the claim's base unit, as the claim would give it; “less than” and “about” round by themselves."""
    value = claim.unit.of_base(value) if claim.unit else value
    if not claim.bound:
        places = Fraction(10) ** claim.decimals
        value = Fraction(int(value * places + Fraction(1, 2))) / places
    return replace(claim, values=frozenset({value}), bound="", chain=0, label="")


def named_in(borne: Sequence[Quantity], quantity: Quantity) -> bool:
    """Whether the sentence names the quantity itself."""
    return any(same_value(other, quantity) for other in borne)
