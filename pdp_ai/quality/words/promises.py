"""What a shop may be held to: effects on health, harm spared the environment, guarantees."""

from __future__ import annotations

from collections.abc import Iterator

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.commitments import trace_commitments
from pdp_ai.quality.words.effects import trace_audiences, trace_effects
from pdp_ai.quality.words.terms import never, trace_vocabulary
from pdp_ai.quality.words.vocabulary import vocabulary
from pdp_ai.types import ProductFacts


def trace_health(text: str, facts: ProductFacts) -> Iterator[Claim]:
    effects = [*trace_effects(text, facts), *trace_audiences(text, facts)]
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
