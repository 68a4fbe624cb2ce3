"""Right word, wrong part: a product with oak legs and a steel frame has no oak frame."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.vocabulary import Mention
from pdp_ai.types import ProductFacts

#: What products of many kinds are put together from; a word from here right after a material binds it.
PARTS = (
    "arm back band barrel base blade body bottom box bristle buckle case chain collar cover cuff door drawer face "
    "fabric filling foot frame front handle head hook housing inlay inside interior jar knob "
    "leg lens lid lining nib outsole "
    "panel peg plate pocket pole rim ring seat shade shaft shelf shell side sleeve slat sole spout stand strap surface "
    "thread top trim upper upholstery wheel zip"
)
_PART = re.compile(
    rf"[\s-]+(?:(?!(?:and|or|of|with|on|in|for|to|plus|from|by|at|between|under|over|inside|into|through|beneath|without|is|are)\b)\w+[\s-]+)?({'|'.join(PARTS.split())})s?\b",
    re.IGNORECASE,
)

_OF_PART = re.compile(
    rf"\b({'|'.join(PARTS.split())})s?\s+(?:is |are )?(?:made )?(?:of|in|from)\s+"
    r"(?:(?:a|an|the|solid|pure|soft|fine|real)\s+)*$",
    re.IGNORECASE,
)


def bound_elsewhere(claim: Claim, text: str, facts: ProductFacts, known: Sequence[Mention]) -> str | None:
    """The fact that gives the claim's part something else, e.g. ``"description: steel frame"``; None if none does."""
    part = _part_of(text, claim.start, claim.end)
    if not part:
        return None
    fields = facts.fields()
    holders = [fact for fact in known if _part_of(fields[fact.field], fact.start, fact.end) == part]
    claimed = {fact.concept for fact in known if (fact.field, fact.start) == (claim.field, claim.fact_start)}
    if not holders or any(holder.concept in claimed or _same_text(holder, claim, fields) for holder in holders):
        return None
    holder = holders[0]
    return f"{holder.field}: {fields[holder.field][holder.start : holder.end]} {part}"


def _part_of(text: str, start: int, end: int) -> str:
    """The part beside the material: “steel frame”, “frame of steel”."""
    before = _OF_PART.search(text[max(0, start - 40) : start])
    return _part_after(text, end) or (before[1].lower() if before else "")


def _part_after(text: str, end: int) -> str:
    match = _PART.match(text, end)
    return match[1].lower() if match else ""


def _same_text(holder: Mention, claim: Claim, fields: dict[str, str]) -> bool:
    return fields[holder.field][holder.start : holder.end].casefold() == claim.claim.casefold()
