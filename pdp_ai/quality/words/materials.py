"""What the product is made of, and how its surface is finished."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.grades import trace_grades
from pdp_ai.quality.words.parts import bound_elsewhere
from pdp_ai.quality.words.polarity import of_company
from pdp_ai.quality.words.terms import trace_mentions
from pdp_ai.quality.words.vocabulary import Mention, vocabulary
from pdp_ai.types import ProductFacts

_COLOURS = re.compile(r"\bcolou?rs?\b|\bshades?\b|颜色", re.IGNORECASE)
#: A finish rules another out only where the two cannot be on one surface.
_OPPOSITE_FINISHES = (
    {"finish/uncoated", "finish/coated"},
    {"finish/untreated", "finish/coated"},
    {"finish/untreated", "finish/oiled"},
    {"finish/untreated", "finish/waxed"},
    {"finish/oiled", "finish/coated"},
    {"finish/unglazed", "finish/glazed"},
    {"sheen/gloss", "sheen/matt"},
    {"sheen/gloss", "sheen/silk"},
    {"sheen/matt", "sheen/polished"},
    {"base/water", "base/solvent"},
)


def trace_materials(text: str, facts: ProductFacts) -> Iterator[Claim]:
    """Materials and finishes; “oak effect” is a look, and is supported by real oak too."""
    known, shades = _known(facts)
    grades = list(trace_grades(text, facts))
    yield from grades
    mentions = [
        mention
        for mention in _mentions(text, known)
        if mention.concept not in shades and not any(_within(mention, grade) for grade in grades)
    ]
    for claim in trace_mentions("material", mentions, known, text, facts, _excludes):
        rival = (
            (bound_elsewhere(claim, text, facts, known) or _skin_deep(claim, text, known, facts))
            if claim.field
            else None
        )
        yield replace(claim, field=None, nearest=rival, contradicted=True) if rival else claim


def _known(facts: ProductFacts) -> tuple[list[Mention], set[str]]:
    """The materials of the facts, and those that only lend a colour its name: “terracotta” among the colours."""
    told = vocabulary("materials").in_facts(facts)
    known = [fact for fact in told if not _COLOURS.search(fact.field)]
    return known, {fact.concept for fact in told} - {fact.concept for fact in known}


def _mentions(text: str, known: Sequence[Mention]) -> Iterator[Mention]:
    """The materials of the copy. Nearly everything shines in copy, so a sheen counts only where the facts name one."""
    sheens = any(fact.family == "sheen" or fact.concept == "textile/satin" for fact in known)
    for mention in vocabulary("materials").mentions(text):
        if mention.denied or _only_a_look(mention) or not _is_material(mention, text):
            continue
        if mention.family != "sheen" or sheens:
            yield mention


def _within(mention: Mention, grade: Claim) -> bool:
    return mention.start < grade.end and grade.start < mention.end


_REAL = re.compile(r"(?:\b(?:real|genuine|true|solid|massive|pure|100%|all)[\s-]|(?:实心|纯|整块))$", re.IGNORECASE)
#: A veneer is real oak, but its product is not of solid oak.
_ON_TOP = re.compile(
    r"[\s-](?:veneers?|veneered|laminate|laminated|plated|plating|coated|clad|foil|inlay|blend|mix|powder)\b|贴皮|饰面|木皮|镀",
    re.IGNORECASE,
)


def _skin_deep(claim: Claim, text: str, known: Sequence[Mention], facts: ProductFacts) -> str | None:
    """The fact that gives the product only the look or a layer of what the copy calls real: “oak veneer”."""
    if not (_REAL.search(text[: claim.start]) or claim.claim.casefold().startswith("solid ")):
        return None
    fields = facts.fields()
    claimed = next(vocabulary("materials").mentions(claim.claim, "claim")).concept
    same = [fact for fact in known if fact.is_kind_of(claimed)]
    thin = [fact for fact in same if fact.imitated or _ON_TOP.match(fields[fact.field], fact.end)]
    if not thin or any(_REAL.search(fields[fact.field][: fact.start]) for fact in same if fact not in thin):
        return None
    return f"{thin[0].field}: {fields[thin[0].field][thin[0].start : thin[0].end + 8].strip()}"


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
    return mention.imitated and mention.family not in {"finish", "sheen"}


def _excludes(claim: Mention, fact: Mention) -> bool:
    """A product said to be of one material is not of another, unless the fact only names the wider kind."""
    if {"finish", "sheen", "base"} & {claim.family, fact.family}:
        return any(
            claim.concept != fact.concept
            and any(claim.is_kind_of(one) for one in pair)
            and any(fact.is_kind_of(one) for one in pair)
            and not any(claim.is_kind_of(one) and fact.is_kind_of(one) for one in pair)
            for pair in _OPPOSITE_FINISHES
        )
    return not claim.is_kind_of(fact.concept)
