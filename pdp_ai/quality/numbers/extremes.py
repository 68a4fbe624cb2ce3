"""“The largest zone gives 1,800 W”, where another gives 2,300: a number that is called the most and is not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pdp_ai.quality.numbers.known_numbers import Known
from pdp_ai.quality.numbers.quantity import Place

_MOST = re.compile(
    r"\b(?:larg|bigg|long|heavi|strong|tall|wid|high)est\b|\bthe (?:larg|bigg|long|heavi|tall|wid)er\b"
    r"|最[大长重高宽]的?",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"\b(?:small|short|light|slimm|low|narrow|weak)est\b|\bthe (?:small|short|light|slimm|narrow)er\b"
    r"|最[小短轻低窄]的?",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:，；：、]|\b(?:and|but|or)\b")


def outdone(claim: Place, fact: Known, known: Sequence[Known]) -> Known | None:
    """A fact of the same sentence that is more than what the claim calls the most, or less than the least."""
    clause = _CLAUSE_END.split(claim.text[claim.sentence_start : claim.start])[-1]
    most, least = _MOST.search(clause), _LEAST.search(clause)
    if not (most or least) or fact.quantity.unit is None:
        return None
    there = fact.place
    return next(
        (
            other
            for other in known
            if other.place.field == there.field
            and there.sentence_start <= other.place.start < there.sentence_end
            and other.quantity.values
            and other.quantity.dimension == fact.quantity.dimension
            and (other.quantity.base > fact.quantity.base if most else other.quantity.base < fact.quantity.base)
        ),
        None,
    )
