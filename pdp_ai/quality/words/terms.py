"""Claims made by single words: what the product is made of, has passed, works with, stands up to, promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pdp_ai.quality.claims import Claim, ClaimKind
from pdp_ai.quality.words.vocabulary import Mention, Vocabulary
from pdp_ai.types import ProductFacts

#: Of a claim and a fact of the same kind: whether the one cannot be true beside the other.
Excludes = Callable[[Mention, Mention], bool]


def trace_mentions(  # noqa: PLR0917  # each is one plain thing
    kind: ClaimKind,
    mentions: Sequence[Mention],
    known: Sequence[Mention],
    text: str,
    facts: ProductFacts,
    excludes: Excludes,
) -> Iterator[Claim]:
    """Each mention as a claim, with the fact that supports it or the one that comes nearest."""
    fields = facts.fields()
    for mention in mentions:
        claim = Claim(text[mention.start : mention.end], mention.start, mention.end, kind=kind)
        support = next((fact for fact in known if _supports(fact, mention)), None)
        if support:
            yield replace(claim, field=support.field, fact_start=support.start, fact_end=support.end)
            continue
        rival, contradicted = _rival(mention, known, excludes)
        nearest = f"{rival.field}: {_quoted(fields[rival.field], rival)}" if rival else ""
        yield replace(claim, nearest=nearest, contradicted=contradicted)


def trace_vocabulary(
    kind: ClaimKind, words: Vocabulary, text: str, facts: ProductFacts, excludes: Excludes
) -> list[Claim]:
    """Claims of one vocabulary; what the copy denies is no promise and is left out."""
    mentions = [mention for mention in words.mentions(text) if not mention.denied]
    if not mentions:
        return []
    known = [*words.in_facts(facts), *words.named_in(facts)]
    return list(trace_mentions(kind, mentions, known, text, facts, excludes))


def never(_claim: Mention, _fact: Mention) -> bool:
    """Absence is not contradiction: the facts may hold other words of the kind and the claim still be true."""
    return False


def _supports(fact: Mention, claim: Mention) -> bool:
    if fact.denied != claim.denied or (fact.imitated and not claim.imitated):
        return False
    return fact.concept == claim.concept if claim.denied else fact.is_kind_of(claim.concept)


def _rival(claim: Mention, known: Sequence[Mention], excludes: Excludes) -> tuple[Mention | None, bool]:
    """The fact to show beside an unsupported claim, and whether it contradicts: denials first, then the nearest kin."""
    denials = [fact for fact in known if fact.denied != claim.denied and _kin(fact, claim)]
    if denials:
        return denials[0], True
    same = [fact for fact in known if fact.denied == claim.denied]
    broader = [fact for fact in same if claim.is_kind_of(fact.concept)]
    if broader:
        return broader[0], excludes(claim, broader[0])
    excluded = [fact for fact in same if excludes(claim, fact)]
    siblings = [fact for fact in same if fact.family == claim.family]
    nearest = next((fact for fact in siblings if fact in excluded), None) or next(iter([*excluded, *siblings]), None)
    return nearest, nearest in excluded


def _kin(fact: Mention, claim: Mention) -> bool:
    return fact.is_kind_of(claim.concept) or claim.is_kind_of(fact.concept)


def _quoted(fact: str, mention: Mention) -> str:
    """The fact's own words, with a little of what stands around where they deny."""
    if mention.denied:
        return fact[max(0, mention.start - 24) : mention.end + 6].strip()
    return fact[mention.start : mention.end]
