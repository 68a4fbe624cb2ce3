"""What the product works with and stands up to; here the facts often say no in so many words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.polarity import denied
from pdp_ai.quality.terms import never, trace_mentions
from pdp_ai.quality.vocabulary import Mention, vocabulary
from pdp_ai.types import ProductFacts

_FITS = re.compile(
    r"\b(?i:compatible with|works with|work with|working with|pairs with|fits|fit|for use with|made for|designed for|"
    r"ready for|supports)(?: (?:all|any|every|most|your|the|both|both the))*\s+"
    r"(?P<name>[A-Z][\w.-]*(?: (?:[A-Z][\w.-]*|\d+\w*))*)"
)
#: An iPhone 14 is no iPhone 15.
_MODEL = re.compile(
    r"\b(?:iPhone|iPad|Galaxy(?: [A-Z])?|Pixel|Windows|Switch)\s?[A-Z]?\d+(?: (?:Pro|Plus|Max|Ultra|mini))*"
    r"|\b\d{3}/\d{2}\s?Z?R\d{2}\b"  # of a tyre
)

#: Anything that is said to keep something off: oil-resistant, pet-proof.
_PROOF = re.compile(r"(?<![\w-])(?P<against>[a-z]{3,}?)(?:-?proof|[ -](?:resistant|repellent))\b", re.IGNORECASE)
#: “Shrugs off rain”, “won't let water through”, 不怕水, 防狗抓: what it stands up to, after a word that says so.
_AGENTS = (
    "water rain splashes spills moisture dirt stains scratches shocks drops falls knocks frost heat fire flames wind "
    "rust corrosion sunlight fading mould mold mildew oil grease abrasion sweat sand acids creases"
)
_WITHSTANDS = re.compile(
    r"\b(?:resist(?:s|ing)?|repels?|repelling|withstands?|shrugs? off|stands? up to|impervious to|immune to)"
    rf"(?:\s(?:heavy|any|even|most|all|everyday|both))*\s(?P<agent>{'|'.join(_AGENTS.split())})\b"
    r"|\b(?:won['’]t|does(?:n['’]t| not)) let (?:any )?(?P<kept>water|rain|wind|dust|sand|cold) (?:in|through)\b"
    r"|(?:防|耐|抗|不怕)(?P<han>狗抓|猫抓|抓|脏|腐蚀|酸碱|压|寒|晒|水|火|风|尘|摔|震|油|污|烫|咬|撕裂|撕|冲击|低温|氧化|褪色|起球|勾丝|盗|噪|蚊|鼠)",
    re.IGNORECASE,
)
_OTHERWISE = "future fool bullet bomb idiot living sound inflation and more also very highly oven child"
_FIGURES_OF_SPEECH = frozenset(_OTHERWISE.split())


def trace_compatibility(text: str, facts: ProductFacts) -> Iterator[Claim]:
    mentions = _mentions(text)
    if mentions:
        known = [mention for field, fact in facts.fields().items() for mention in _mentions(fact, field)]
        known += [mention for mention in vocabulary("compatibility").in_facts(facts) if mention.start == 0]
        known += _literal(mentions, text, facts)
        yield from trace_mentions("compatibility", mentions, known, text, facts, _excludes)


def trace_resistance(text: str, facts: ProductFacts) -> Iterator[Claim]:
    """What the vocabulary names, and whatever else is called proof or resistant."""
    mentions = [
        mention for mention in _resistances(text) if text[mention.start : mention.end].lower() != "water column"
    ]
    if mentions:
        known = [mention for field, fact in facts.fields().items() for mention in _resistances(fact, field)]
        known += [mention for mention in vocabulary("resistance").in_facts(facts) if mention.start == 0]
        yield from trace_mentions("resistance", mentions, known, text, facts, never)


def _resistances(text: str, field: str = "") -> list[Mention]:
    found = list(vocabulary("resistance").mentions(text, field))
    for match in _PROOF.finditer(text):
        if match["against"].lower() not in _FIGURES_OF_SPEECH:
            concept = f"other {match['against'].casefold().rstrip('s')}"
            _add(found, Mention(concept, *match.span(), denied(text, *match.span()), field=field))
    for match in _WITHSTANDS.finditer(text):
        concept = _stood_up_to(next(word for word in match.groups() if word))
        _add(found, Mention(concept, *match.span(), denied(text, match.start(), match.start()), field=field))
    return found


def _stood_up_to(agent: str) -> str:
    """By the vocabulary's own name where it has one: what repels water is water-resistant."""
    agent = re.sub(r"(?<=sh)es$|(?<=ch)es$|s$", "", agent.casefold())
    spelt = (f"{agent} resistant", f"{agent}proof", f"{agent} proof", f"防{agent}", f"耐{agent}")
    known = (mention.concept for word in spelt for mention in vocabulary("resistance").mentions(word, "agent"))
    return next(known, f"other {agent}")


def _mentions(text: str, field: str = "") -> list[Mention]:
    found = [
        Mention(_model(match[0]), *match.span(), denied(text, *match.span()), field=field)
        for match in _MODEL.finditer(text)
    ]
    for mention in vocabulary("compatibility").mentions(text, field):
        _add(found, mention)
    for match in _FITS.finditer(text):
        start, end = match.span("name")
        _add(found, Mention(f"other {_squashed(match['name'])}", start, end, denied(text, start, end), field=field))
    return found


def _model(name: str) -> str:
    """An iPhone 14 as a kind of iPhone."""
    device = next(vocabulary("compatibility").mentions(name, "name"), None)
    return f"{device.concept if device else 'model'}/{_squashed(name)}"


def _literal(mentions: list[Mention], text: str, facts: ProductFacts) -> Iterator[Mention]:
    """Names outside the vocabulary, wherever the facts have them."""
    for mention in mentions:
        if mention.family.startswith("other "):
            written = re.compile(rf"(?<!\w){re.escape(text[mention.start : mention.end])}(?!\w)", re.IGNORECASE)
            for field, fact in facts.fields().items():
                for match in written.finditer(fact):
                    yield Mention(mention.concept, *match.span(), denied(fact, *match.span()), field=field)


def _add(found: list[Mention], mention: Mention) -> None:
    if all(mention.end <= other.start or other.end <= mention.start for other in found):
        found.append(mention)


def _squashed(name: str) -> str:
    return re.sub(r"\W", "", name).casefold()


def _excludes(claim: Mention, fact: Mention) -> bool:
    """One skin type is not all of them, one model is not another, and what is washed by hand is not for the machine."""
    return claim.family == fact.family and claim.family in {"skin", "model", "care", "system", "phone"}
