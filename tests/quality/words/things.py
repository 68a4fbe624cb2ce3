"""A thing with the facts that a test needs, and what the copy says of it that none of them bears out."""

from __future__ import annotations

from collections.abc import Iterable

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.grounding import trace_claims
from pdp_ai.types import ProductFacts


def facts(description: str = "A thing.", **attributes: str) -> ProductFacts:
    """Underscores in the attributes' names stand for spaces."""
    named = tuple((name.replace("_", " "), value) for name, value in attributes.items())
    return ProductFacts("shop.product", "1", "Thing", description, attributes=named)


def unborne(text: str, known: ProductFacts, kind: str) -> list[Claim]:
    return [claim for claim in trace_claims(text, known) if claim.kind == kind and not claim.field]


def words(claims: Iterable[Claim]) -> list[str]:
    return [claim.claim for claim in claims]
