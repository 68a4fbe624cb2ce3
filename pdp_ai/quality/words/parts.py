"""Right word, wrong part: a product with oak legs and a steel frame has no oak frame."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.part_names import HAN_PARTS, PARTS, nouns_beside, part_beside, parts_beside
from pdp_ai.quality.words.vocabulary import Mention, vocabulary
from pdp_ai.types import ProductFacts

#: Attributes that tell of the whole.
_NO_PARTS = (
    "materials?|fabrics?|composition|colou?rs?|shades?|finish|contents?|care|type|style|packaging|not|label"
    "|材质|材料|面料材质|颜色|色号|成分|原料|配料|售后|保养|产地|包装|尺码|款式|工艺|配件|执行标准|品牌"
)
#: What lies on a part leaves open what the part is of.
_LAYERS = frozenset({"finish", "sheen", "base"})


def bound_elsewhere(claim: Claim, text: str, facts: ProductFacts, known: Sequence[Mention]) -> str | None:
    """The fact that gives the claim's part something else, e.g. ``"description: steel frame"``; None if none does."""
    fields = facts.fields()
    parts = _parts_of_product(tuple(known), facts)
    part = part_beside(text, claim.start, claim.end, parts)
    if not part:
        return None
    claimed = [fact for fact in known if (fact.field, fact.start) == (claim.field, claim.fact_start)]
    layers = any(fact.family in _LAYERS for fact in claimed)
    holders = [
        fact
        for fact in known
        if (fact.family in _LAYERS) == layers
        and (part in parts_beside(fields[fact.field], fact.start, fact.end, parts) or _named_for(fact.field) == part)
    ]
    holders = [one for one in holders if not any(_narrower(other, one) for other in holders)]
    if not holders:
        return _without(part, fields)
    if any(_agree(holder, claimed) or _same_text(holder, claim, fields) for holder in holders):
        return None
    holder = holders[0]
    return f"{holder.field}: {fields[holder.field][holder.start : holder.end]} {part}"


@lru_cache(maxsize=64)
def _parts_of_product(known: tuple[Mention, ...], facts: ProductFacts) -> str:
    """The usual parts and those that the facts say to be of something: “rivets of copper”, “brass ferrule”."""
    fields = facts.fields()
    own = {_named_for(fact.field) for fact in known}
    for fact in known:
        for noun in nouns_beside(fields[fact.field], fact.start, fact.end):
            if not any(vocabulary("materials").mentions(noun)):
                own.add(noun)
    usual = {*PARTS.split(), *HAN_PARTS.split()}
    return "|".join(sorted(usual | {part for part in own if part}, key=len, reverse=True))


def _named_for(field: str) -> str:
    """The part that an attribute of one word tells of: “Pegs: aluminium”, 内衬：丝绒."""
    name = field.partition(".")[2].casefold()
    if re.fullmatch(_NO_PARTS, name):
        return ""
    if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name):
        return name
    last = name.rpartition(" ")[2]
    return last.removesuffix("s") if re.fullmatch(r"[a-z]{3,}", last) and not re.fullmatch(_NO_PARTS, last) else ""


def _narrower(one: Mention, other: Mention) -> bool:
    """“Tracks of beech” says more than “wooden tracks”."""
    return one.concept != other.concept and one.is_kind_of(other.concept)


_NONE = re.compile(r"\s*(?:none|no|without)\b", re.IGNORECASE)


def _without(part: str, fields: dict[str, str]) -> str | None:
    """The fact that the product has no such part: “No bottom, so that worms can come in”."""
    if not part.isascii():
        return None
    named = next((field for field, fact in fields.items() if _named_for(field) == part and _NONE.match(fact)), None)
    if named:
        return f"{named}: {fields[named]}"
    lacks = re.compile(rf"\b(?:no|without(?: an?)?) {re.escape(part)}s?\b(?! of)", re.IGNORECASE)
    return next((f"{field}: {match[0]}" for field, fact in fields.items() if (match := lacks.search(fact))), None)


def _agree(holder: Mention, claimed: Sequence[Mention]) -> bool:
    return any(holder.is_kind_of(fact.concept) or fact.is_kind_of(holder.concept) for fact in claimed)


def _same_text(holder: Mention, claim: Claim, fields: dict[str, str]) -> bool:
    return fields[holder.field][holder.start : holder.end].casefold() == claim.claim.casefold()
