"""What the product is made of, and how its surface is finished."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.parts import bound_elsewhere
from pdp_ai.quality.polarity import of_company
from pdp_ai.quality.terms import trace_mentions
from pdp_ai.quality.vocabulary import Mention, vocabulary
from pdp_ai.types import ProductFacts

#: A finish rules another out only where the two cannot be on one surface.
_OPPOSITE_FINISHES = (
    {"finish/uncoated", "finish/coated"},
    {"finish/untreated", "finish/coated"},
    {"finish/untreated", "finish/oiled"},
    {"finish/untreated", "finish/waxed"},
    {"finish/oiled", "finish/coated"},
    {"finish/unglazed", "finish/glazed"},
)


def trace_materials(text: str, facts: ProductFacts) -> Iterator[Claim]:
    """Materials and finishes; “oak effect” is a look, and is supported by real oak too."""
    words = vocabulary("materials")
    mentions = [
        mention
        for mention in words.mentions(text)
        if not mention.denied and not _only_a_look(mention) and _is_material(mention, text)
    ]
    if not mentions:
        return
    known = words.in_facts(facts)
    for claim in trace_mentions("material", mentions, known, text, facts, _excludes):
        rival = (
            (bound_elsewhere(claim, text, facts, known) or _looks_like(claim, text, known, facts))
            if claim.field
            else None
        )
        yield replace(claim, field=None, nearest=rival, contradicted=True) if rival else claim


_REAL = re.compile(r"\b(?:real|genuine|true)[\s-]$", re.IGNORECASE)


def _looks_like(claim: Claim, text: str, known: Sequence[Mention], facts: ProductFacts) -> str | None:
    """The fact that gives the product only the look of what the copy calls real: “slate look”."""
    if not _REAL.search(text[: claim.start]):
        return None
    fields = facts.fields()
    claimed = next(vocabulary("materials").mentions(claim.claim, "claim")).concept
    looks = (fact for fact in known if fact.imitated and fact.is_kind_of(claimed))
    return next((f"{fact.field}: {fields[fact.field][fact.start : fact.end + 8].strip()}" for fact in looks), None)


#: “Tin” and “felt” are materials only where something is made of them.
_MADE_OF = re.compile(
    r"\b(?:of|from|with|in|pure|solid|real|wool)\s(?:(?:soft|fine|thick|pure|solid)\s)*$", re.IGNORECASE
)
_THING_OF = re.compile(
    r"[\s-](?:lined|lining|plated|coated|alloy|pads?|feet|sole|inlay|base|cover|body|handle)\b", re.IGNORECASE
)


def _is_material(mention: Mention, text: str) -> bool:
    if of_company(text, mention.start):
        return False
    if not vocabulary("materials").is_ambiguous(text[mention.start : mention.end]):
        return True
    return bool(_MADE_OF.search(text[: mention.start]) or _THING_OF.match(text, mention.end))


def _only_a_look(mention: Mention) -> bool:
    return mention.imitated and mention.family != "finish"


def _excludes(claim: Mention, fact: Mention) -> bool:
    """A product said to be of one material is not of another, unless the fact only names the wider kind."""
    if "finish" in {claim.family, fact.family}:
        return any(
            claim.concept != fact.concept
            and any(claim.is_kind_of(one) for one in pair)
            and any(fact.is_kind_of(one) for one in pair)
            and not any(claim.is_kind_of(one) and fact.is_kind_of(one) for one in pair)
            for pair in _OPPOSITE_FINISHES
        )
    return not claim.is_kind_of(fact.concept)
