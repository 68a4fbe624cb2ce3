"""What a shop may be held to: effects on health, harm spared the environment, guarantees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdp_ai.quality.claims import Claim, ClaimKind
from pdp_ai.quality.commitments import trace_commitments
from pdp_ai.quality.terms import never, trace_vocabulary
from pdp_ai.quality.vocabulary import vocabulary
from pdp_ai.types import ProductFacts

#: An effect upon the body, in a verb and what it is said to act on.
_EFFECT = re.compile(
    r"\b(?P<verb>cur|heal|treat|prevent|reliev|sooth|eas|reduc|lower|boost|strengthen|improv"
    r"|fight|stop|eliminat|regulat|"
    r"stimulat|support|protect|avoid|whiten|good for|remov|calm|clear)(?:s|es|ed|e|ing|ting)?"
    r"(?:\s+(?:up|your|you|the|a|an|all|any|against|from|of|kinds|joint|back|neck|muscle|skin|signs|body's))*\s+"
    r"(?P<object>pains?|aches?|arthritis|eczema|acne|psoriasis|wrinkles?|ageing|aging|cholesterol"
    r"|blood(?: pressure| sugar)?|heart(?: health)?|diabetes|cancer|immune system|immunity"
    r"|sleep|insomnia|stress|anxiety|depression"
    r"|headaches?|migraines?|digestion|gut(?: health)?|inflammations?|allerg\w+|diseases?"
    r"|illness(?:es)?|infections?|colds?|flu|injur\w+"
    r"|metabolism|weight|fat|eyes?|eyesight|posture|circulation|memory|brain|joints?|teeth|gums|hair loss|dandruff"
    r"|scars?|cellulite|varicose veins|bacteria|germs|viruses|toxins)\b",
    re.IGNORECASE,
)


def trace_health(text: str, facts: ProductFacts) -> Iterator[Claim]:
    effects = [_effect(match, facts) for match in _EFFECT.finditer(text)]
    yield from effects
    for claim in trace_vocabulary("health", vocabulary("health"), text, facts, never):
        if not any(claim.overlaps(effect) for effect in effects):
            yield claim


def trace_environment(text: str, facts: ProductFacts) -> list[Claim]:
    return trace_vocabulary("environment", vocabulary("environment"), text, facts, never)


def trace_guarantees(text: str, facts: ProductFacts) -> Iterator[Claim]:
    """What the shop binds itself to, and words that promise more than any shop can."""
    assurances = trace_vocabulary("guarantee", vocabulary("guarantees"), text, facts, never)
    yield from assurances
    for claim in trace_commitments(text, facts):
        if not any(claim.overlaps(other) for other in assurances):
            yield claim


def _effect(match: re.Match[str], facts: ProductFacts) -> Claim:
    """Supported where one fact has both the verb and what it acts on."""
    kind: ClaimKind = "health"
    for field, fact in facts.fields().items():
        told = re.search(
            rf"\b{re.escape(match['verb'])}\w*\b[^.!?\n]*?\b{re.escape(match['object'])}", fact, re.IGNORECASE
        )
        if told:
            return Claim(match[0], *match.span(), field, *told.span(), kind=kind)
    return Claim(match[0], *match.span(), kind=kind)
