"""A claim: words of the copy that a shop answers for, and where the product's facts bear them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from pdp_ai.sentences import sentence as _

ClaimKind = Literal[
    "number",
    "material",
    "colour",
    "certification",
    "name",
    "compatibility",
    "resistance",
    "superlative",
    "health",
    "environment",
    "guarantee",
]

KINDS: tuple[ClaimKind, ...] = get_args(ClaimKind)


@dataclass(frozen=True, slots=True)
class Claim:
    #: As written, e.g. ``"6.9 cm"`` or ``"powder-coated"``; ``text[start:end]``.
    claim: str
    start: int
    end: int
    #: The fact that supports it, by the names of `ProductFacts.fields`; None when none does.
    field: str | None = None
    #: ``fields()[field][fact_start:fact_end]`` is the supporting place.
    fact_start: int = 0
    fact_end: int = 0
    #: For an unsupported claim, the fact that comes closest, e.g. ``"description: 69cm"``; empty when none does.
    nearest: str = ""
    kind: ClaimKind = "number"
    #: The nearest fact says something else; not merely nothing.
    contradicted: bool = False
    #: Names and praise can be right without standing in the facts; a material or a number cannot.
    doubtful: bool = False

    def overlaps(self, other: Claim) -> bool:
        return self.start < other.end and other.start < self.end


_FIELDS = {
    "title": _("the title"),
    "description": _("the description"),
    "price": _("the price"),
    "category": _("the category"),
}


def fact_says(field: str, words: str) -> str:
    """A fact as part of a sentence: Material says “copper”. Attributes have their own names."""
    name = _FIELDS.get(field) or field.removeprefix("attributes.")
    return _("%(field)s says “%(words)s”", field=name, words=words)
