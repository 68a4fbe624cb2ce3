"""What a product is said to do for the body, and whom it is said to be safe for: in a verb and what it acts upon."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.phrases import Phrase, phrases
from pdp_ai.quality.words.polarity import denied
from pdp_ai.types import ProductFacts

_GAP_WORDS = (
    "up your you the a an all any against from of kinds signs with and sore tired aching stiff chronic mild bad poor "
    "good healthy better restful deep symptoms more most common stubborn everyday daily to away joint back neck "
    "muscle skin body's wrist knee hip foot leg arm shoulder chest stomach period dust pet serious severe sudden"
)
_GAP = re.compile(rf"(?:\s+(?:{'|'.join(_GAP_WORDS.split())}))*\s+|[\u4e00-\u9fff]{{0,3}}", re.IGNORECASE)
#: “Pain-relieving”, “stress relief”.
_SUFFIX = re.compile(
    r"[\s-](?:relief|relieving|reducing|boosting|fighting|supporting|enhancing|reduction|prevention)\b", re.IGNORECASE
)
_SAFE_BEFORE = re.compile(
    r"\b(?:safe|gentle|mild|harmless|kind)(?:\s(?:enough|even|and \w+)){0,2}\s(?:for|to|on|around)"
    r"(?:\s(?:even|the|your|all|tiniest|little|youngest|sensitive)){0,3}\s$|(?:安全|无害|放心)[^，。！]{0,2}$",
    re.IGNORECASE,
)
#: “Suitable for” is a promise of safety only where something could go wrong.
_SUITED = re.compile(
    r"\b(?:suitable|suited|fine|ideal|perfect|okay|OK|fit|made) for (?:all |most |even )?$|适合$", re.IGNORECASE
)
_AT_RISK = frozenset({"mothers", "diabetics", "the allergic"})
_EXPERTS = (
    "dermatologist|doctor|physician|physio\\w*|paediatrician|pediatrician|dentist|vet|veterinarian|nutritionist|dietician|"
    "allergist|midwife|chiropractor|ophthalmologist|optometrist|orthop\\w+|pharmacist|surgeon|cardiologist|osteopath|trainer"
)
_BACKED = "recommended|approved|endorsed|trusted|developed|prescribed|backed"
_ENDORSED = re.compile(
    rf"\b(?P<expert>{_EXPERTS})s?[\s-](?:{_BACKED})\b"
    rf"|\b(?:{_BACKED}) by (?:\w+ ){{0,2}}?(?P<by>{_EXPERTS})(?:s|ves)?\b",
    re.IGNORECASE,
)
_SAFE_AFTER = re.compile(r"[^，。！？]{0,4}(?:安心|放心|安全|无害)")


def trace_effects(text: str, facts: ProductFacts) -> Iterator[Claim]:
    """Each effect with the fact that tells of it too; a fact that only names the ailment is none."""
    told = list(_effects(text))
    if not told:
        return
    known = [(field, effect) for field, fact in facts.fields().items() for effect in _effects(fact)]
    for effect in told:
        if not denied(text, effect.start, effect.end):
            yield _traced(effect, text, [(field, fact) for field, fact in known if fact.concept == effect.concept])


def trace_audiences(text: str, facts: ProductFacts) -> Iterator[Claim]:
    """“Safe for newborns”, 宝宝也能安心用: borne out where the facts call it suitable for them."""
    listed = phrases("effects", "audiences")
    for audience in listed.find(text):
        before = text[: audience.start]
        safe = (
            _SAFE_BEFORE.search(before)
            or _SAFE_AFTER.match(text, audience.end)
            or (audience.concept in _AT_RISK and _SUITED.search(before))
        )
        if safe and not denied(text, audience.start, audience.end):
            known = [
                (field, fact)
                for field, words in facts.fields().items()
                if field != "category"
                for fact in listed.find(words)
                if fact.concept == audience.concept
            ]
            refused = next(((f, fact) for f, fact in known if denied(facts.fields()[f], fact.start, fact.end)), None)
            claim = _traced(audience, text, [] if refused else known)
            yield _refused(claim, refused, facts) if refused else claim


def _effects(text: str) -> Iterator[Phrase]:
    """A verb with its object, an object with “relief”, or a phrase that says both."""
    verbs = list(phrases("effects", "verbs").find(text))
    for thing in phrases("effects", "objects").find(text):
        verb = next((verb for verb in reversed(verbs) if _acts_upon(verb, thing, text)), None)
        if verb:
            yield Phrase(thing.concept, verb.start, thing.end)
        elif suffix := _SUFFIX.match(text, thing.end):
            yield Phrase(thing.concept, thing.start, suffix.end())
    yield from phrases("effects", "phrases").find(text)
    for match in _ENDORSED.finditer(text):
        yield Phrase(f"backed by {(match['expert'] or match['by']).casefold()}", *match.span())


def _acts_upon(verb: Phrase, thing: Phrase, text: str) -> bool:
    return verb.end <= thing.start and bool(_GAP.fullmatch(text[verb.end : thing.start]))


def _traced(told: Phrase, text: str, known: list[tuple[str, Phrase]]) -> Claim:
    claim = Claim(text[told.start : told.end], told.start, told.end, kind="health")
    for field, fact in known[:1]:
        return Claim(claim.claim, told.start, told.end, field, fact.start, fact.end, kind="health")
    return claim


def _refused(claim: Claim, refused: tuple[str, Phrase], facts: ProductFacts) -> Claim:
    field, fact = refused
    nearest = f"{field}: {facts.fields()[field][max(0, fact.start - 12) : fact.end].strip()}"
    return Claim(claim.claim, claim.start, claim.end, nearest=nearest, contradicted=True, kind="health")
