"""The product's colours. Many of their names mean other things too, so those count only where a colour is spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.parts import bound_elsewhere
from pdp_ai.quality.polarity import of_company
from pdp_ai.quality.terms import trace_mentions
from pdp_ai.quality.vocabulary import Mention, vocabulary
from pdp_ai.types import ProductFacts

_BEFORE = re.compile(
    r"\b(?:in|colou?rs?:?|shades?|tones?|(?:colou?rs?|shades?|tones?) of"
    r"|soft|warm|deep|dark|light|pale|matte|classic|rich|muted|dusty|bright)\s+"
    r"(?:(?:a|an|the|soft|warm|deep|dark|light|pale|matte|classic|rich|muted|dusty|bright)\s+)*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\s-](?:colou?r|colou?red|colou?rs|shade|tone|hue|finish|look|lens|lenses|version)\b", re.IGNORECASE
)
_SINGLE_AFTER = re.compile(r"[色、和黄红蓝绿白黑灰紫粉橙/]|$")
_SINGLE_BEFORE = re.compile(r"[、和黄红蓝绿白黑灰紫粉橙/]$")
_FIELD = re.compile(r"\b(?:colou?rs?|shade)\b|颜色|色彩|外观", re.IGNORECASE)


#: Surroundings have colours of their own: “grey skies”, “white walls”.
_SURROUNDINGS = re.compile(
    r"\s(?:sk(?:y|ies)|seas?|waters?|walls?|lawns?|grass|meadows?|eyes|hair|snow|sands?|beach(?:es)?|clouds?|nights?"
    r"|days?|moods?|hills?|teeth)\b",
    re.IGNORECASE,
)


def trace_colours(text: str, facts: ProductFacts) -> Iterator[Claim]:
    words = vocabulary("colours")
    mentions = [
        mention
        for mention in words.mentions(text)
        if not mention.denied and _is_colour(mention, text) and not of_company(text, mention.start)
    ]
    if not mentions:
        return
    known = [
        mention
        for mention in words.in_facts(facts)
        if _FIELD.search(mention.field) or _is_colour(mention, facts.fields()[mention.field])
    ]
    plain = [replace(mention, imitated=False) for mention in mentions]
    known = [replace(mention, imitated=False) for mention in known]
    for claim in trace_mentions("colour", plain, known, text, facts, _excludes):
        rival = bound_elsewhere(claim, text, facts, known) if claim.field else None
        yield replace(claim, field=None, nearest=rival, contradicted=True) if rival else claim


def _is_colour(mention: Mention, text: str) -> bool:
    written = text[mention.start : mention.end]
    after, before = text[mention.end : mention.end + 12], text[: mention.start]
    if _SURROUNDINGS.match(after):
        return False
    if len(written) == 1:
        return bool(_SINGLE_AFTER.match(after) or _SINGLE_BEFORE.search(before))
    if vocabulary("colours").is_ambiguous(written):
        return bool(_BEFORE.search(before) or _AFTER.match(after))
    return True


def _excludes(claim: Mention, fact: Mention) -> bool:
    """A colour named in the facts rules out another, unless it is only the wider name of it."""
    return not claim.is_kind_of(fact.concept)
