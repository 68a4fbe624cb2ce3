"""The product's colours. Many of their names mean other things too, so those count only where a colour is spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.bearer_nouns import PARTS, Nouns, bearer_of_field, nouns_of
from pdp_ai.quality.words.colour_bearers import Borne, bearers, rival, stands_after_part, stands_before_bearer
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
#: Characters on each side that make a phrase of its own.
_PHRASE = 12
_ITEM_STARTS = re.compile(r"(?:^|[,;(/]\s?)$")
_ITEM_ENDS = re.compile(r"\s?(?:[,;()/]|$|(?:with|and|or|on)\b)")
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
        if not claim.field:
            yield _borne_by_the_word(claim, facts)
        elif _taken_over(claim, text, facts):
            yield claim
        else:
            yield _of_its_bearer(claim, borne, facts)


def _of_its_bearer(claim: Claim, borne: Borne, facts: ProductFacts) -> Claim:
    """The claim, unless the facts give its colour to something else."""
    fact, contradicted = rival(borne, _borne_by(facts), nouns_of(facts))
    if not fact:
        return claim
    nearest = f"{fact.field}: {facts.fields()[fact.field][fact.start : fact.end]}"
    return replace(claim, field=None, nearest=nearest, contradicted=contradicted)


def _taken_over(claim: Claim, text: str, facts: ProductFacts) -> bool:
    """Whether the colour stands in the copy amid the very words of the facts, which say themselves what has it."""
    phrase = text[max(0, claim.start - _PHRASE) : claim.end + _PHRASE].casefold()
    return any(phrase in fact.casefold() for fact in facts.fields().values())


def _borne_by_the_word(claim: Claim, facts: ProductFacts) -> Claim:
    """“One side rust”: a word with other meanings bears out its like, though nothing there says that it is a colour."""
    word = claim.claim.casefold()
    if not vocabulary("colours").is_ambiguous(word):
        return claim
    for field, fact in facts.fields().items():
        if match := re.search(rf"\b{re.escape(word)}\b", fact, re.IGNORECASE):
            return replace(
                claim, field=field, fact_start=match.start(), fact_end=match.end(), nearest="", contradicted=False
            )
    return claim


def _colours(text: str, field: str, nouns: Nouns, own: frozenset[str], *, opens: bool) -> list[Mention]:
    """What is a colour by its own name, then what is one in its company."""
    found = [
        replace(mention, imitated=False)
        for mention in vocabulary("colours").mentions(text, field)
        if colours_something(text[mention.start : mention.end], mention.start, mention.end, text, own)
    ]
    sure = [mention for mention in found if _is_sure(mention, text, nouns, opens) or (opens and _opens(mention, text))]
    if field.startswith("attributes."):
        sure += (mention for mention in found if mention not in sure and _is_an_item(mention, text))
    for mention in found:
        if mention not in sure and any(_beside(mention, other, text) for other in sure):
            sure.append(mention)
    return [mention for mention in sorted(sure, key=lambda mention: mention.start) if not _shades(mention, sure, text)]


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
    nouns = nouns_of(facts)
    parts = PARTS | set(nouns.chinese)
    for field, fact in facts.fields().items():
        named = bearers(fact, [one for one in _known(facts) if one.field == field], nouns)
        own = nouns.known(bearer_of_field(field))
        borne += (replace(one, bearer=own if own and one.bearer not in parts else one.bearer) for one in named)
    return tuple(borne)


@lru_cache(maxsize=64)
def _own_words(facts: ProductFacts) -> frozenset[str]:
    words = {word.casefold() for fact in facts.fields().values() for word in re.findall(r"[A-Za-z]{3,}", fact)}
    return frozenset(words | {word.removesuffix("s") for word in words})


def _is_sure(mention: Mention, text: str, nouns: Nouns, opens: bool) -> bool:
    if not vocabulary("colours").is_ambiguous(text[mention.start : mention.end]):
        return True
    if is_told_as_colour(mention.start, mention.end, text):
        return True
    word = text[mention.start : mention.end]
    if not opens or (any(vocabulary("materials").mentions(word)) and not vocabulary("materials").is_ambiguous(word)):
        return False
    return stands_before_bearer(mention, text, nouns) or stands_after_part(mention, text, nouns)


def _opens(mention: Mention, text: str) -> bool:
    return bool(_OPENS.search(text[: mention.start]) and _BARE.match(text, mention.end))


def _is_an_item(mention: Mention, text: str) -> bool:
    """Whether it is an item of an attribute's value: “cream, letters in green”."""
    return bool(_ITEM_STARTS.search(text[: mention.start]) and _ITEM_ENDS.match(text, mention.end))


def _shades(mention: Mention, others: Sequence[Mention], text: str) -> bool:
    """Whether it only tells which shade of the next colour: the lichen of “lichen green”."""
    return any(text[mention.end : other.start] in {" ", "-"} for other in others if other.start > mention.start)


def _beside(mention: Mention, other: Mention, text: str) -> bool:
    first, second = sorted([mention, other], key=lambda one: one.start)
    return bool(LISTED.fullmatch(text[first.end : second.start]))


def _excludes(claim: Mention, fact: Mention) -> bool:
    """A colour named in the facts rules out another, unless it is only the wider name of it."""
    return not claim.is_kind_of(fact.concept)
