"""Right word, wrong part: a product with oak legs and a steel frame has no oak frame."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.vocabulary import Mention, vocabulary
from pdp_ai.types import ProductFacts

#: What products of many kinds are put together from; a word from here right after a material binds it.
PARTS = (
    "arm back band barrel base blade body bottom box bristle buckle case chain collar cover cuff door drawer face "
    "fabric filling foot frame front handle head hook housing inlay inside interior jar knob "
    "leg lens lid lining nib outsole "
    "panel peg plate pocket pole rim ring seat shade shaft shelf shell side sleeve slat sole spout stand strap surface "
    "thread top trim upper upholstery wheel zip"
)
_LINKS = (
    "and|or|of|with|on|in|for|to|plus|from|by|at|between|under|over|inside|into|through|beneath|without|is|are|as|that"
    "|it|so|but|than|which|makes?|keeps?|holds?"
)
#: Words for the stuff itself, which are no parts.
_STUFF = "alloy|fibre|fiber|yarn|wool|wood|blend|mix|mesh|material|look|effect|finish|colou?r|veneer|coating|content"
_AFTER = rf"[\s-]+(?:(?!(?:{_LINKS})\b)[a-z]+[\s-]+)?"
_BEFORE = (
    r"\s+(?:is |are )?(?:made )?(?:of|in|from)\s+"
    rf"(?:(?!(?:{_LINKS})\b)(?:\d+%?|[a-z]+(?:-[a-z]+)?)\s+){{0,2}}$"
)
#: Attributes that tell of the whole.
_NO_PARTS = "materials?|fabrics?|composition|colou?rs?|shades?|finish|contents?|care|type|style|packaging|not|label"
_NOUN_AFTER = re.compile(rf"[\s-]+(?!(?:{_LINKS}|{_STUFF})\b)([a-z]{{3,}}?)s?\b", re.IGNORECASE)
_NOUN_BEFORE = re.compile(rf"\b([a-z]{{3,}}?)s?{_BEFORE}", re.IGNORECASE)


def bound_elsewhere(claim: Claim, text: str, facts: ProductFacts, known: Sequence[Mention]) -> str | None:
    """The fact that gives the claim's part something else, e.g. ``"description: steel frame"``; None if none does."""
    fields = facts.fields()
    parts = _parts_of_product(tuple(known), facts)
    part = _part_of(text, claim.start, claim.end, parts)
    if not part:
        return None
    holders = [fact for fact in known if _part_of(fields[fact.field], fact.start, fact.end, parts) == part]
    holders += [fact for fact in known if _named_for(fact.field) == part]
    claimed = [fact for fact in known if (fact.field, fact.start) == (claim.field, claim.fact_start)]
    if not holders or any(_agree(holder, claimed) or _same_text(holder, claim, fields) for holder in holders):
        return None
    holder = holders[0]
    return f"{holder.field}: {fields[holder.field][holder.start : holder.end]} {part}"


@lru_cache(maxsize=64)
def _parts_of_product(known: tuple[Mention, ...], facts: ProductFacts) -> str:
    """The usual parts and those that the facts say to be of something: “rivets of copper”, “brass ferrule”."""
    fields = facts.fields()
    own = {_named_for(fact.field) for fact in known}
    for fact in known:
        words = fields[fact.field]
        for match in (
            _NOUN_AFTER.match(words, fact.end),
            _NOUN_BEFORE.search(words[max(0, fact.start - 48) : fact.start]),
        ):
            if match and not any(vocabulary("materials").mentions(match[1])):
                own.add(match[1].casefold())
    return "|".join(sorted({*PARTS.split(), *(part for part in own if part)}, key=len, reverse=True))


def _named_for(field: str) -> str:
    """The part that an attribute of one word tells of: “Pegs: aluminium”."""
    name = field.partition(".")[2].casefold()
    return name.removesuffix("s") if re.fullmatch(r"[a-z]{3,}", name) and not re.fullmatch(_NO_PARTS, name) else ""


def _part_of(text: str, start: int, end: int, parts: str) -> str:
    """The part beside the material: “steel frame”, “frame of steel”."""
    after, before = _patterns(parts)
    match = after.match(text, end) or before.search(text[max(0, start - 48) : start])
    return match[1].casefold() if match else ""


@lru_cache(maxsize=64)
def _patterns(parts: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(rf"{_AFTER}({parts})s?\b", re.IGNORECASE),
        re.compile(rf"\b({parts})s?{_BEFORE}", re.IGNORECASE),
    )


def _agree(holder: Mention, claimed: Sequence[Mention]) -> bool:
    return any(holder.is_kind_of(fact.concept) or fact.is_kind_of(holder.concept) for fact in claimed)


def _same_text(holder: Mention, claim: Claim, fields: dict[str, str]) -> bool:
    return fields[holder.field][holder.start : holder.end].casefold() == claim.claim.casefold()
