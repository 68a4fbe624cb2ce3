"""Is every claim in the copy one of the product's own? A wrong size, fabric or promise is what a shop pays for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from pdp_ai.quality.claims import Claim, fact_says
from pdp_ai.quality.numbers.trace import trace_numbers
from pdp_ai.quality.words.absence import trace_absence
from pdp_ai.quality.words.certifications import trace_certifications
from pdp_ai.quality.words.colours import trace_colours
from pdp_ai.quality.words.compatibility import trace_compatibility
from pdp_ai.quality.words.materials import trace_materials
from pdp_ai.quality.words.names import trace_names
from pdp_ai.quality.words.promises import trace_environment, trace_guarantees, trace_health
from pdp_ai.quality.words.resistance import trace_resistance
from pdp_ai.quality.words.superlatives import trace_superlatives
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Finding, ProductFacts

__all__ = ["Claim", "check_grounding", "trace_claims", "trace_numbers"]

#: Where two claims lie on the same words, the earlier reader has them: IPX7 is a rating, not a number.
_READERS: tuple[Callable[[str, ProductFacts], Iterable[Claim]], ...] = (
    trace_absence,
    trace_certifications,
    trace_compatibility,
    trace_resistance,
    trace_health,
    trace_environment,
    trace_guarantees,
    trace_materials,
    trace_colours,
    trace_numbers,
    trace_superlatives,
    trace_names,
)


def check_grounding(text: str, facts: ProductFacts) -> list[Finding]:
    """One finding for every claim of the visible `text` that the facts don't bear out."""
    return [_finding(claim) for claim in trace_claims(text, facts) if claim.field is None]


@lru_cache(maxsize=64)  # a draft's checks and its page ask two or three times of the same text
def trace_claims(text: str, facts: ProductFacts) -> tuple[Claim, ...]:
    """Every claim of `text`, in order, with the fact that supports it or the nearest that does not."""
    claims: list[Claim] = []
    for reader in _READERS:
        for claim in reader(text, facts):
            claims = [_short_of(claim, other) for other in claims]
            if not any(claim.overlaps(other) for other in claims):
                claims.append(claim)
    return tuple(sorted(claims, key=lambda claim: (claim.start, claim.end)))


def _short_of(number: Claim, promise: Claim) -> Claim:
    """A guarantee that is the product's own may name a term that is not: it ends where a wrong number begins."""
    wrong = number.kind == "number" and number.field is None and promise.start < number.start < promise.end
    if not (wrong and promise.kind == "guarantee" and promise.field):
        return promise
    kept = promise.claim[: number.start - promise.start].rstrip()
    return replace(promise, claim=kept, end=promise.start + len(kept))


def _finding(claim: Claim) -> Finding:
    verdict = "contradicted" if claim.contradicted else "unsupported"
    return Finding(
        f"ungrounded_{claim.kind}",
        "warning" if claim.doubtful else "error",
        _message(claim),
        {
            "claim": claim.claim,
            "kind": claim.kind,
            "verdict": verdict,
            "start": claim.start,
            "end": claim.end,
            "nearest": claim.nearest,
        },
    )


def _message(claim: Claim) -> str:
    if claim.contradicted:
        return _("“%(claim)s” contradicts the product's data: %(fact)s.", claim=claim.claim, fact=_told(claim.nearest))
    if claim.nearest:
        return _(
            "“%(claim)s” is not in the product's data; the closest is that %(fact)s.",
            claim=claim.claim,
            fact=_told(claim.nearest),
        )
    if claim.kind == "superlative":
        return _(
            "“%(claim)s” is praise that nothing in the product's data proves. Prove it or take it out.",
            claim=claim.claim,
        )
    return _("“%(claim)s” is not in the product's data. Check it or take it out.", claim=claim.claim)


def _told(nearest: str) -> str:
    """``attributes.Material: copper`` in words: Material says “copper”."""
    field, _colon, words = nearest.partition(": ")
    return fact_says(field, words)
