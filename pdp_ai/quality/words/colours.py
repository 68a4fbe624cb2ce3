"""The product's colours. Many of their names mean other things too, so those count only where a colour is spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.bearer_nouns import Nouns, bearer_of_field, nouns_of
from pdp_ai.quality.words.colour_bearers import Borne, bearers, rival, stands_before_bearer
from pdp_ai.quality.words.colour_use import LISTED, colours_something, is_told_as_colour
from pdp_ai.quality.words.polarity import of_company
from pdp_ai.quality.words.terms import trace_mentions
from pdp_ai.quality.words.vocabulary import Mention, vocabulary
from pdp_ai.types import ProductFacts

_FIELD = re.compile(r"\b(?:colou?rs?|shade)\b|颜色|色彩|外观", re.IGNORECASE)
#: Characters of a value that is a colour and nothing else.
_SHORT = 24
#: “Orange for rescue”: a bare word that opens a sentence, where the data speak of colours.
_OPENS = re.compile(r"(?:^|[.!?:\n]\s*)$")
_BARE = re.compile(r"\s(?:for|with|and|or)\b")


def trace_colours(text: str, facts: ProductFacts) -> Iterator[Claim]:
    has_colours = bool(_known(facts)) or any(_FIELD.search(field) for field in facts.fields())
    own = _own_words(facts)
    mentions = [
        mention
        for mention in _colours(text, "", nouns_of(facts), own, opens=has_colours)
        if not mention.denied and not of_company(text, mention.start)
    ]
    if not mentions:
        return
    claims = trace_mentions("colour", mentions, _known(facts), text, facts, _excludes)
    for claim, borne in zip(claims, bearers(text, mentions, nouns_of(facts)), strict=True):
        fact, contradicted = rival(borne, _borne_by(facts), nouns_of(facts)) if claim.field else (None, False)
        nearest = f"{fact.field}: {facts.fields()[fact.field][fact.start : fact.end]}" if fact else ""
        yield replace(claim, field=None, nearest=nearest, contradicted=contradicted) if fact else claim


def _colours(text: str, field: str, nouns: Nouns, own: frozenset[str], *, opens: bool) -> list[Mention]:
    """What is a colour by its own name, then what is one in its company."""
    found = [
        replace(mention, imitated=False)
        for mention in vocabulary("colours").mentions(text, field)
        if colours_something(text[mention.start : mention.end], mention.start, mention.end, text, own)
    ]
    sure = [mention for mention in found if _is_sure(mention, text, nouns, opens) or (opens and _opens(mention, text))]
    for mention in found:
        if mention not in sure and any(_beside(mention, other, text) for other in sure):
            sure.append(mention)
    return sorted(sure, key=lambda mention: mention.start)


@lru_cache(maxsize=64)  # several tries at a text are judged by the same facts
def _known(facts: ProductFacts) -> tuple[Mention, ...]:
    """The colours of the facts; a field of colours, or a short one (“Stitching: tobacco”), names nothing else."""
    known: list[Mention] = []
    for field, fact in facts.fields().items():
        if _FIELD.search(field) or (field.startswith("attributes.") and len(fact) <= _SHORT):
            known += (replace(one, imitated=False) for one in vocabulary("colours").mentions(fact, field))
        else:
            known += _colours(fact, field, nouns_of(facts), _own_words(facts), opens=True)
    return tuple(known)


@lru_cache(maxsize=64)
def _borne_by(facts: ProductFacts) -> tuple[Borne, ...]:
    """The colours of the facts with what has them; an attribute's name speaks where its value names no part."""
    borne: list[Borne] = []
    for field, fact in facts.fields().items():
        named = bearers(fact, [one for one in _known(facts) if one.field == field], nouns_of(facts))
        own = nouns_of(facts).known(bearer_of_field(field))
        borne += (replace(one, bearer=one.bearer or own) for one in named)
        if own and not own.isascii():
            borne += (replace(one, bearer=own) for one in named)
    return tuple(borne)


@lru_cache(maxsize=64)
def _own_words(facts: ProductFacts) -> frozenset[str]:
    words = {word.casefold() for fact in facts.fields().values() for word in re.findall(r"[A-Za-z]{3,}", fact)}
    return frozenset(words | {word.removesuffix("s") for word in words})


def _is_sure(mention: Mention, text: str, nouns: Nouns, opens: bool) -> bool:
    if not vocabulary("colours").is_ambiguous(text[mention.start : mention.end]):
        return True
    return is_told_as_colour(mention.start, mention.end, text) or (opens and stands_before_bearer(mention, text, nouns))


def _opens(mention: Mention, text: str) -> bool:
    return bool(_OPENS.search(text[: mention.start]) and _BARE.match(text, mention.end))


def _beside(mention: Mention, other: Mention, text: str) -> bool:
    first, second = sorted([mention, other], key=lambda one: one.start)
    return bool(LISTED.fullmatch(text[first.end : second.start]))


def _excludes(claim: Mention, fact: Mention) -> bool:
    """A colour named in the facts rules out another, unless it is only the wider name of it."""
    return not claim.is_kind_of(fact.concept)
