"""What the product stands up to; here the facts often say no in so many words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.polarity import denied
from pdp_ai.quality.words.terms import never, trace_mentions
from pdp_ai.quality.words.vocabulary import Mention, add_apart, vocabulary
from pdp_ai.types import ProductFacts

#: Anything that is said to keep something off: oil-resistant, pet-proof.
_PROOF = re.compile(r"(?<![\w-])(?P<against>[a-z]{3,}?)(?:-?proof|[ -](?:resistant|repellent))\b", re.IGNORECASE)
#: “Shrugs off rain”, “won't let water through”, 不怕水, 防狗抓: what it stands up to, after a word that says so.
_AGENTS = (
    "water seawater rain showers snow hail storms gales splashes spray spills puddles moisture damp dirt dust mud "
    "stains scratches dents chips shocks impacts drops falls knocks frost ice heat fire flames embers wind rust "
    "corrosion salt sunlight sun UV fading mould mold mildew oil grease abrasion wear sweat sand acids chemicals "
    "chlorine solvents creases wrinkles pilling moths mites insects weather lightning current"
)
_AGENT = rf"(?:salt water|{'|'.join(_AGENTS.split())})"
_WITHSTANDS = re.compile(
    r"\b(?:resist(?:s|ing)?|resistant to"
    r"|repels?|repelling|withstands?|shrugs? off|(?:stands?|holds?) up to|impervious to|immune to"
    r"|(?:a match for|proof against|protection (?:against|from))|safe from|unfazed by|laughs? at|braves?|defies"
    r"|defy|copes? with|tolerates?|sheds?|at home in|not afraid of|fears? no)"
    rf"(?:\s(?:heavy|any|even|most|all|everyday|both|a|the))*\s(?P<agents>{_AGENT}(?:(?:,| and| or)+ {_AGENT})*)\b"
    r"|\b(?:won['’]t|does(?:n['’]t| not)) let (?:any )?(?P<kept>water|rain|wind|dust|sand|cold) (?:in|through)\b"
    r"|\bkeeps?(?: the)? (?P<out>slugs|snails|rain|wind|dust|cold|draughts|mosquitoes|midges|insects|water|sand"
    r"|dirt|noise|mice|moisture|damp|weeds|birds|squirrels|burglars)(?: and \w+)? out\b"
    r"|(?:防|耐|抗|不怕|抵御|抵挡|挡住)(?:[\u4e00-\u9fff]{0,2}[级大强暴])?(?P<han>狗抓|猫抓|抓|脏|腐蚀|酸碱|压|寒|晒|水|火(?!炼)|风|尘|摔|震|油|污|烫|咬|撕裂|撕|冲击"
    r"|低温|氧化|褪色|起球|勾丝|盗|噪|蚊|鼠|雨|雪|海水|高温)"
    r"|(?P<han_before>海水|雨水|雨|水|火|摔|晒|泡|油污|高温)[\u4e00-\u9fff]{0,3}(?:也|都)?不怕",
    re.IGNORECASE,
)
#: “Won't fade”, “will never rust”: what cannot happen to it, by its cause.
_CAUSES = {
    harm: cause
    for cause, harms in {
        "rust": "rust corrode", "uv": "fade discolour discolor", "scratch": "scratch", "break": "break shatter crack",
        "leak": "leak spill", "tear": "tear rip", "shrink": "shrink", "crease": "crease wrinkle", "pill": "pill",
        "kink": "kink tangle", "warp": "warp", "peel": "peel chip", "stain": "stain", "tarnish": "tarnish",
        "slip": "slip", "rot": "rot", "fog": "fog", "smudge": "smudge", "dent": "dent", "wear": "wear",
    }.items()
    for harm in harms.split()
}  # fmt: skip
_NEVER = re.compile(
    r"\b(?:(?:won['’]t|will not|will never|never|doesn['’]t|does not|cannot|can['’]t)(?: ever)?)\s"
    rf"(?P<harm>{'|'.join(_CAUSES)})(?:e?s)?\b(?! (?:the bank|your|you|my|our|a |an |it|them|into|on you))",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"\s*(?:not |un)?(?:resistant|proof|safe|stable|yes|no)\b", re.IGNORECASE)
_REFUSAL = re.compile(r"\s*(?:not|no|un)", re.IGNORECASE)
_OTHERWISE = "future fool bullet bomb idiot living sound inflation and more also very highly oven child"
_FIGURES_OF_SPEECH = frozenset(_OTHERWISE.split())


def trace_resistance(text: str, facts: ProductFacts) -> Iterator[Claim]:
    """What the vocabulary names, and whatever else is called proof or resistant."""
    mentions = [
        mention for mention in _resistances(text) if text[mention.start : mention.end].lower() != "water column"
    ]
    if mentions:
        known = [mention for field, fact in facts.fields().items() for mention in _resistances(fact, field)]
        known += vocabulary("resistance").named_in(facts)
        known += _named_agents(facts)
        known += _rated_depth(facts)
        known += [implied for mention in known for implied in _implied(mention, facts)]
        yield from trace_mentions("resistance", mentions, known, text, facts, never)


def _named_agents(facts: ProductFacts) -> Iterator[Mention]:
    """“Seawater: resistant”, “Scratches: not proof against them”."""
    for field, fact in facts.fields().items():
        name = field.partition(".")[2].casefold()
        if re.fullmatch(_AGENT, name, re.IGNORECASE) and _ANSWER.match(fact):
            yield Mention(_stood_up_to(name), 0, len(fact), bool(_REFUSAL.match(fact)), field=field)


_DEPTH = re.compile(r"(?:[Ww]ater|防水)[^.;。]{0,40}?(?<!\d)[2-9]\d\d ?(?:m|米)\b|(?<!\d)[2-9]\d ?(?:ATM|bar)\b")


def _rated_depth(facts: ProductFacts) -> Iterator[Mention]:
    """A watch for 200 m may be dived with: ISO 6425 asks for 100 m and a quarter more."""
    for field, fact in facts.fields().items():
        for match in _DEPTH.finditer(fact):
            yield Mention("water/repellent/waterproof/submersible", *match.span(), field=field)


def _implied(mention: Mention, facts: ProductFacts) -> Iterator[Mention]:
    """The first digit of IP65 is for dust, the second for water (IEC 60529), and so for sweat."""
    written = facts.fields()[mention.field][mention.start : mention.end]
    if re.match(r"IP[56]", written):
        yield replace(mention, concept="dust")
    if re.match(r"IP[X\d][4-8]", written):
        yield replace(mention, concept="sweat")


def _resistances(text: str, field: str = "") -> list[Mention]:
    # A “showerproof finish” is showerproof, where an “oak finish” is no oak.
    known = vocabulary("resistance")
    found = [
        replace(mention, imitated=False)
        for mention in known.mentions(text, field)
        if field or not known.is_ambiguous(text[mention.start : mention.end])
    ]
    for match in _PROOF.finditer(text):
        if match["against"].lower() not in _FIGURES_OF_SPEECH:
            concept = f"other {match['against'].casefold().rstrip('s')}"
            add_apart(found, Mention(concept, *match.span(), denied(text, *match.span()), field=field))
    for match in _NEVER.finditer(text):
        add_apart(found, Mention(_stood_up_to(_CAUSES[match["harm"].lower()]), *match.span(), field=field))
    for match in _WITHSTANDS.finditer(text):
        refused = denied(text, match.start(), match.start())
        listed, start = next((word, match.start(group)) for group, word in match.groupdict().items() if word)
        agents = list(re.finditer(_AGENT, listed, re.IGNORECASE)) if match["agents"] else []
        for agent in agents:
            # The first has the words that lead to it.
            place = (match.start() if agent is agents[0] else start + agent.start(), start + agent.end())
            add_apart(found, Mention(_stood_up_to(agent[0]), *place, refused, field=field))
        if not agents:
            add_apart(found, Mention(_stood_up_to(listed), *match.span(), refused, field=field))
    return found


def _stood_up_to(agent: str) -> str:
    """By the vocabulary's own name where it has one: what repels water is water-resistant."""
    agent = re.sub(r"(?<=sh)es$|(?<=ch)es$|s$", "", agent.casefold())
    spelt = (f"{agent} resistant", f"{agent}proof", f"{agent} proof", f"防{agent}", f"耐{agent}")
    known = (mention.concept for word in spelt for mention in vocabulary("resistance").mentions(word, "agent"))
    return next(known, f"other {agent}")
