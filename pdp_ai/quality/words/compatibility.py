"""What the product works with, fits and is for; here the facts often say no in so many words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.exclusions import trace_exclusions
from pdp_ai.quality.words.fittings import codes, fittings, fittings_in
from pdp_ai.quality.words.members import of_another_member
from pdp_ai.quality.words.polarity import denied
from pdp_ai.quality.words.suited_types import suited_types
from pdp_ai.quality.words.supplies import trace_supplies
from pdp_ai.quality.words.terms import trace_mentions
from pdp_ai.quality.words.vocabulary import Mention, add_apart, vocabulary
from pdp_ai.types import ProductFacts

_FITS = re.compile(
    r"\b(?i:compatible with|works with|work with|working with|pairs with|fits|fit|for use with|made for|designed for|"
    r"ready for|supports)(?: (?:all|any|every|most|your|the|both|both the))*\s+"
    r"(?:(?P<name>(?!(?:UK|EU|US) sizes?)[A-Z][\w.-]*(?: (?:[A-Z][\w.-]*|\d+\w*))*)|[a-z])"
)
#: “… and every Zonk, even those of Brand”: the list that such a word begins.
_FURTHER = re.compile(
    r"(?:,|\b(?:and|or|every|any|all|even|(?:those|ones|tools|models|machines) (?:of|by|from)))\s(?:the\s)?"
    r"(?P<name>[A-Z][\w.-]*(?: [A-Z\d][\w.-]*)*)(?!\w|\s[a-z]+s\b|\ssizes?\b)"
)
#: “Fits every Corolla” says more than “for the Corolla Touring Sports from 2019”.
_EVERY = re.compile(r"\b(?:every|any|all|each)\s(?:the\s)?$", re.IGNORECASE)
_NARROWER = re.compile(r"\s(?:[A-Z]\w|\d|from\b|since\b|before\b|up to\b|until\b)|[ ,]*\(\d")
#: An iPhone 14 is no iPhone 15.
_MODEL = re.compile(
    r"\b(?:iPhone|iPad|Galaxy(?: [A-Z])?|Pixel|Windows|Switch)\s?[A-Z]?\d+(?: (?:Pro|Plus|Max|Ultra|mini))*"
    r"|\b\d{3}/\d{2}\s?Z?R\d{2}\b"  # of a tyre
    r"|\b(?P<numbered>[A-Z][a-z]+) (?:I{2,3}|IV|VI{0,3}|IX)\b"  # of a car: the Golf VI
)


def trace_compatibility(text: str, facts: ProductFacts) -> Iterator[Claim]:
    mentions = [mention for mention in _mentions(text) if not _foreign(text[mention.start : mention.end], facts)]
    excluded = [
        claim
        for claim in (*trace_exclusions(text, facts), *trace_supplies(text, facts))
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
        known += [_among_all(fact, mention) for fact in known for mention in mentions if _is_all_of(fact, mention)]
        known += _machine_washes(facts)
        known += fittings_in(facts, [mention for mention in mentions if mention.concept.startswith("thing ")], text)
        for claim in trace_mentions("compatibility", mentions, known, text, facts, _excludes):
            rival = of_another_member(claim, text, known, facts)
            yield replace(claim, field=None, nearest=rival, contradicted=True) if rival else claim


def _is_all_of(fact: Mention, mention: Mention) -> bool:
    return fact.concept == f"{mention.family}/all" and not fact.denied


def _among_all(fact: Mention, mention: Mention) -> Mention:
    """“All hobs” says gas, too."""
    return replace(fact, concept=mention.concept)


_WASHING = re.compile(r"^(?:wash|washing|care|laundry|洗涤|洗护|保养)", re.IGNORECASE)
_DEGREES = re.compile(r"(?:^|[,;] |wash )(?:at )?\d\d ?°C|\d\d度(?:以下)?机?洗", re.IGNORECASE)


def _machine_washes(facts: ProductFacts) -> Iterator[Mention]:
    """“Washing: 30 °C” speaks of the machine, unless it speaks of the hand."""
    for field, fact in facts.fields().items():
        match = _DEGREES.search(fact) if _WASHING.match(field.partition(".")[2]) else None
        if match and not re.search(r"\bhand|手洗", fact):
            yield Mention("care/washable/machine wash", *match.span(), field=field)


def _foreign(name: str, facts: ProductFacts) -> bool:
    """Kings and chapters have Roman numbers too; only what the facts name is a model."""
    match = _MODEL.fullmatch(name)
    return bool(match and match["numbered"] and match["numbered"] not in " ".join(facts.fields().values()))


def _overlap(mention: Mention, claim: Claim) -> bool:
    return mention.start < claim.end and claim.start < mention.end


def _mentions(text: str, field: str = "") -> list[Mention]:
    found = [
        Mention(_model(match[0]), *match.span(), denied(text, *match.span()), field=field)
        for match in _MODEL.finditer(text)
    ]
    for mention in codes(text, field):
        add_apart(found, mention)
    for mention in suited_types(text, field):
        add_apart(found, mention)
    for mention in vocabulary("compatibility").mentions(text, field):
        if field or not vocabulary("compatibility").is_ambiguous(text[mention.start : mention.end]):
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
            every = _EVERY.search(text[: mention.start])
            for field, fact in facts.fields().items():
                for match in written.finditer(fact):
                    if every and _NARROWER.match(fact, match.end()) and not _EVERY.search(fact[: match.start()]):
                        continue
                    yield Mention(mention.concept, *match.span(), denied(fact, *match.span()), field=field)


def _squashed(name: str) -> str:
    return re.sub(r"\W", "", name).casefold()


def _excludes(claim: Mention, fact: Mention) -> bool:
    """One skin type is not all of them, one model is not another, and what is washed by hand is not for the machine."""
    return claim.family == fact.family and (
        claim.family in {"sound", "assembly", "skin", "model", "care", "system", "phone", "codec"}
        or claim.family.startswith("fitting of ")
    )
