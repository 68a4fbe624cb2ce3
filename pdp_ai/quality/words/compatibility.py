"""What the product works with, fits and is for; here the facts often say no in so many words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.exclusions import trace_exclusions
from pdp_ai.quality.words.fittings import codes, fittings, fittings_in
from pdp_ai.quality.words.polarity import denied
from pdp_ai.quality.words.terms import trace_mentions
from pdp_ai.quality.words.vocabulary import Mention, add_apart, vocabulary
from pdp_ai.types import ProductFacts

_FITS = re.compile(
    r"\b(?i:compatible with|works with|work with|working with|pairs with|fits|fit|for use with|made for|designed for|"
    r"ready for|supports)(?: (?:all|any|every|most|your|the|both|both the))*\s+"
    r"(?:(?P<name>[A-Z][\w.-]*(?: (?:[A-Z][\w.-]*|\d+\w*))*)|[a-z])"
)
#: “… and every Zonk, even those of Brand”: the list that such a word begins.
_FURTHER = re.compile(
    r"(?:,|\b(?:and|or|every|any|all|even|(?:those|ones|tools|models|machines) (?:of|by|from)))\s(?:the\s)?"
    r"(?P<name>[A-Z][\w.-]*(?: [A-Z\d][\w.-]*)*)(?!\w|\s[a-z]+s\b)"
)
#: An iPhone 14 is no iPhone 15.
_MODEL = re.compile(
    r"\b(?:iPhone|iPad|Galaxy(?: [A-Z])?|Pixel|Windows|Switch)\s?[A-Z]?\d+(?: (?:Pro|Plus|Max|Ultra|mini))*"
    r"|\b\d{3}/\d{2}\s?Z?R\d{2}\b"  # of a tyre
)


def trace_compatibility(text: str, facts: ProductFacts) -> Iterator[Claim]:
    mentions = _mentions(text)
    excluded = [
        claim
        for claim in trace_exclusions(text, facts)
        if not any(_overlap(mention, claim) for mention in mentions if not mention.family.startswith("other "))
    ]
    yield from excluded
    for thing in fittings(text):
        add_apart(mentions, thing)
    mentions = [mention for mention in mentions if not any(_overlap(mention, claim) for claim in excluded)]
    if mentions:
        known = [mention for field, fact in facts.fields().items() for mention in _mentions(fact, field)]
        known += vocabulary("compatibility").named_in(facts)
        known += _literal(mentions, text, facts)
        known += fittings_in(facts, [mention for mention in mentions if mention.concept.startswith("thing ")], text)
        yield from trace_mentions("compatibility", mentions, known, text, facts, _excludes)


def _overlap(mention: Mention, claim: Claim) -> bool:
    return mention.start < claim.end and claim.start < mention.end


def _mentions(text: str, field: str = "") -> list[Mention]:
    found = [
        Mention(_model(match[0]), *match.span(), denied(text, *match.span()), field=field)
        for match in _MODEL.finditer(text)
    ]
    for mention in codes(text, field):
        add_apart(found, mention)
    for mention in vocabulary("compatibility").mentions(text, field):
        add_apart(found, mention)
    for match in _FITS.finditer(text):
        start, end = match.span("name")
        if match["name"]:
            add_apart(
                found, Mention(f"other {_squashed(match['name'])}", start, end, denied(text, start, end), field=field)
            )
        for further in _FURTHER.finditer(text, match.end(), _clause_end(text, match.end())):
            start, end = further.span("name")
            add_apart(
                found, Mention(f"other {_squashed(further['name'])}", start, end, denied(text, start, end), field=field)
            )
    return found


def _clause_end(text: str, start: int) -> int:
    match = re.compile(r"[.;:!?\n]").search(text, start)
    return match.start() if match else len(text)


def _model(name: str) -> str:
    """An iPhone 14 as a kind of iPhone."""
    device = next(vocabulary("compatibility").mentions(name, "name"), None)
    return f"{device.concept if device else 'model'}/{_squashed(name)}"


def _literal(mentions: list[Mention], text: str, facts: ProductFacts) -> Iterator[Mention]:
    """Names outside the vocabulary, wherever the facts have them."""
    for mention in mentions:
        if mention.family.startswith(("other ", "fitting of ")):
            written = re.compile(rf"(?<!\w){re.escape(text[mention.start : mention.end])}(?!\w)", re.IGNORECASE)
            for field, fact in facts.fields().items():
                for match in written.finditer(fact):
                    yield Mention(mention.concept, *match.span(), denied(fact, *match.span()), field=field)


def _squashed(name: str) -> str:
    return re.sub(r"\W", "", name).casefold()


def _excludes(claim: Mention, fact: Mention) -> bool:
    """One skin type is not all of them, one model is not another, and what is washed by hand is not for the machine."""
    return claim.family == fact.family and (
        claim.family in {"skin", "model", "care", "system", "phone", "codec"} or claim.family.startswith("fitting of ")
    )
