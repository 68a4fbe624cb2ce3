"""What the product is made of, and how its surface is finished."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.depth import only_in_part
from pdp_ai.quality.words.grades import trace_grades
from pdp_ai.quality.words.members import of_another_member
from pdp_ai.quality.words.parts import bound_elsewhere
from pdp_ai.quality.words.polarity import of_company
from pdp_ai.quality.words.terms import trace_mentions
from pdp_ai.quality.words.vocabulary import Mention, vocabulary
from pdp_ai.quality.words.worked_on import is_worked_on, of_surroundings
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
    hallmarked = any(_FINENESS.search(fact) for fact in facts.fields().values())
    grades = list(trace_grades(text, facts))
    yield from grades
    mentions = [
        mention
        for mention in _mentions(text, known, hallmarked=hallmarked)
        if mention.concept not in shades
        and not any(_within(mention, grade) for grade in grades)
        and not of_surroundings(text, mention.end, facts)
    ]
    for claim in trace_mentions("material", mentions, known, text, facts, _excludes):
        rival = (
            (
                bound_elsewhere(claim, text, facts, known)
                or only_in_part(claim, text, known, facts)
                or of_another_member(claim, text, known, facts)
            )
            if claim.field
            else None
        )
        yield replace(claim, field=None, nearest=rival, contradicted=True) if rival else claim


def _known(facts: ProductFacts) -> tuple[list[Mention], set[str]]:
    """The materials of the facts, and those that only lend a colour its name: “terracotta” among the colours."""
    words = vocabulary("materials")
    fields = facts.fields()
    told = [
        fact
        for fact in (*words.in_facts(facts), *words.named_in(facts))
        if fact.field != "title" or not words.is_ambiguous(fields["title"][fact.start : fact.end])
    ]
    known = [fact for fact in told if not _COLOURS.search(fact.field)]
    return known, {fact.concept for fact in told} - {fact.concept for fact in known}


def _mentions(text: str, known: Sequence[Mention], *, hallmarked: bool) -> Iterator[Mention]:
    """The materials of the copy. Nearly everything shines in copy, so a sheen counts only where the facts name one."""
    sheens = any(fact.family == "sheen" or fact.concept == "textile/satin" for fact in known)
    for mention in vocabulary("materials").mentions(text):
        if mention.denied or _only_a_look(mention) or not _is_material(mention, text, hallmarked=hallmarked):
            continue
        if mention.family != "sheen" or sheens:
            yield mention


def _within(mention: Mention, grade: Claim) -> bool:
    return mention.start < grade.end and grade.start < mention.end


#: “Tin”, “felt” and “cherry” are materials only where something is made of them.
_MADE_OF = re.compile(
    r"(?:\b(?P<said_of>[\w'-]+)\s(?:of|from|out of)|\b(?:with|pure|solid|real|wool"
    r"|(?:comes|packed) in an?|(?P<in>in)))\s"
    r"(?:(?:soft|fine|thick|pure|solid|new|old|dark|pale|light|smooth|polished|hand-carved|local)\s)*$",
    re.IGNORECASE,
)
_THING_OF = re.compile(
    r"[\s-](?:lined|lining|plated|coated|alloy|pads?|feet|sole|inlay|base|cover|body|handle|buttons?|casks?|barrels?)\b",
    re.IGNORECASE,
)
#: “Notes of cherry”, “a cup of olive”: what is tasted, smelt or counted is made of nothing.
_SENSED = re.compile(
    r"(?:notes?|hints?|tast(?:e|es|ing)|scents?|aromas?|smell(?:s|ing)?|touch|flavou?rs?|shades?|bouquet|glass|cup"
    r"|words?|heart|worth|slices?|pieces?|bowl|handful|portions?|dash|drop|lot|colou?rs?|free|kind|look|love|think|tired|proud|because|instead"
    r"|out|made up|away|far)$",
    re.IGNORECASE,
)
#: Gold and silver are colours, unless the facts tell their fineness.
_PRECIOUS = frozenset({"gold", "silver"})
_FINENESS = re.compile(
    r"\b\d+[ -]?(?:ct|carat|karat|K)\b|\bsterling\b|\bsolid (?:gold|silver)\b|\b(?:925|950|999)\b|足[金银]",
    re.IGNORECASE,
)
_IS = re.compile(r"\b(?:is|are)\s(?:all |solid |pure )?$", re.IGNORECASE)
#: “Painted? Who knows.”
_ASKED = re.compile(r"(?:^|[.!?:\n]\s?)$")
#: “Linen and modal”: what stands in a list of materials is one.
_LISTED = re.compile(
    r"\b(?:cotton|linen|silk|wool|polyester|viscose|elastane|nylon)(?:,| and| or)\s(?:\d+%\s)?$", re.IGNORECASE
)
#: “Made in County Cork”.
_PLACE = re.compile(r"\b(?:in|from|near|County|Mount|Lake|Port|Saint|St) (?:[A-Z][a-z]+ )*$")
#: In the plural these are things of their own: spectacles, documents, tools for clothes, tales.
_THINGS = frozenset({"glasses", "shellacs", "irons", "papers", "woods", "corks", "tins", "coppers", "yarns", "bones"})


def _is_material(mention: Mention, text: str, *, hallmarked: bool) -> bool:
    word, before = text[mention.start : mention.end], text[: mention.start]
    if word.casefold() in _THINGS or of_company(text, mention.start) or is_worked_on(text, mention.start):
        return False
    asked = _ASKED.search(before) and text.startswith("?", mention.end)
    if asked or (word[0].isupper() and _PLACE.search(before)):
        return False
    if not vocabulary("materials").is_ambiguous(word) or _LISTED.search(before):
        return True
    if word.casefold() in _PRECIOUS:
        return hallmarked and bool(_MADE_OF.search(before) or _IS.search(before))
    made = _MADE_OF.search(before)
    if made and not (made["in"] and any(vocabulary("colours").mentions(word))):
        return not _SENSED.match(made["said_of"] or "")
    return bool(_THING_OF.match(text, mention.end))


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
