"""Labels and standards: a shop that names one without having it is sued. Levels differ: IPX5 is not IPX7."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.polarity import denied
from pdp_ai.quality.words.ratings import ratings, ratings_in
from pdp_ai.quality.words.terms import trace_mentions
from pdp_ai.quality.words.vocabulary import Mention, add_apart, vocabulary
from pdp_ai.types import ProductFacts

#: Bodies whose standards bear numbers, and the letters of Chinese trades (QB/T).
_BODIES = (
    "GB/T GB ISO/IEC ISO/TS ISO/PAS ISO IEC EN DIN ASTM ANSI BS AS/NZS JIS NSF CSA NFPA MIL-STD QB/T FZ/T ECE UPF "
    "NTA CPAI UNE UNI IATF SAE JASO ETSI FMVSS DOT BIFMA UL SNELL SKG VdS YY/T HG/T JB/T JG/T SN/T LY/T NY/T T/CAS DB"
)
_STANDARD = re.compile(
    r"(?<![A-Za-z\d])(?:"
    rf"(?P<body>(?:{'|'.join(_BODIES.split())})"
    r"(?:[ -]?(?:EN|ISO|IEC))?)[ -]?(?P<number>[A-Z]?\d+(?:[.-]\d+)*\+?[A-Z]?)(?::\d{4})?"
    r"|(?:(?:certified|tested|approved|according|conforms?|complies|compliant|\w*proof|retardant|rated) to |符合|通过)"
    r"(?P<any>[A-Z]{3,6}(?:/[A-Z]{1,3})?)[ -]?(?P<any_number>\d+(?:[.-]\d+)*)"
    r"|(?P<ip>IP[X\d][X\d]K?)|(?P<ik>IK\d{2}))(?![A-Za-z\d])"
)
_NAME = r"[A-Z][\w&.'-]*\w(?:\s[A-Z][\w&.'-]*\w){0,3}"
_NAMED = re.compile(
    rf"\b(?P<before>{_NAME})[\s-](?:certified|certification|certificate|listed|approved|endorsed|accredited|registered"
    r"|seal|badge|papers|label|award|accreditation|compliant)\b"
    rf"|\b(?:certified|approved|accredited|endorsed|awarded|registered|verified|audited) (?:by|to|with)(?: the)? "
    rf"(?P<after>{_NAME})"
    rf"|\b(?:seal|label|mark|badge|logo|approval|certificate|blessing) (?:of|from)(?: the)? (?P<of>{_NAME})"
    rf"|\b[Cc]ertified (?P<plain>{_NAME})"
    r"|(?P<chinese>[A-Z][A-Za-z\d-]{1,12})认证|(?P<paper>(?:(?![附赠送带含有和与的])[\u4e00-\u9fff]){2})(?=证书)"
)
#: “Safety tested to EN 71” says what the standard says.
_TO_STANDARD = re.compile(r"\s(?:to|against|according to|under|per)\s(?=[A-Z]{2})")


def trace_certifications(text: str, facts: ProductFacts) -> Iterator[Claim]:
    mentions = [mention for mention in _mentions(text) if not mention.denied]
    if not mentions:
        return
    known = [mention for field, fact in facts.fields().items() for mention in _mentions(fact, field)]
    known += [mention for protection in known for mention in _implied(protection)]
    known += vocabulary("certifications").in_facts(facts)
    known += ratings_in(facts)
    known += _literal(mentions, text, facts)
    yield from trace_mentions("certification", mentions, known, text, facts, _excludes)


def _implied(protection: Mention) -> Iterator[Mention]:
    """IP67 says IPX7 and IP6X too (IEC 60529: a digit for solids, one for water)."""
    match = re.fullmatch(r"ip/ip(\d)(\d)", protection.concept)
    if match:
        yield replace(protection, concept=f"ip/ipx{match[2]}")
        yield replace(protection, concept=f"ip/ip{match[1]}x")


def _literal(mentions: list[Mention], text: str, facts: ProductFacts) -> Iterator[Mention]:
    """Labels outside the vocabulary, wherever the facts have their names."""
    for mention in mentions:
        if mention.concept.startswith("named "):
            written = re.compile(rf"(?<!\w){re.escape(text[mention.start : mention.end])}(?!\w)", re.IGNORECASE)
            for field, fact in facts.fields().items():
                for match in written.finditer(fact):
                    yield Mention(mention.concept, *match.span(), denied(fact, *match.span()), field=field)


def _mentions(text: str, field: str = "") -> list[Mention]:
    """Numbered standards, then known labels, then whatever is called certified."""
    found = [_mention(_standard(match), *_place(match), text, field) for match in _STANDARD.finditer(text)]
    for mention in ratings(text):
        add_apart(found, replace(mention, field=field))
    for mention in vocabulary("certifications").mentions(text, field):
        if mention.concept != "lab tested" or field or not _TO_STANDARD.match(text, mention.end):
            add_apart(found, mention)
    for match in _NAMED.finditer(text):
        group, name = next((group, name) for group, name in match.groupdict().items() if name)
        start, end = match.span(group)
        if field or not _starts_sentence(text, start) or " " in name or name.isupper():
            add_apart(found, _mention(f"named {name.casefold()}", start, end, text, field))
    return found


def _place(match: re.Match[str]) -> tuple[int, int]:
    """Without the words that lead to it."""
    return (match.start("any"), match.end()) if match["any"] else match.span()


def _standard(match: re.Match[str]) -> str:
    """``en 388/…`` for EN 388:2016; the rating stands apart from its body, so that levels can be compared."""
    if match["ip"]:
        return f"ip/{match['ip'].lower()}"
    if match["ik"]:
        return f"ik/{match['ik'].lower()}"
    body, number = match["body"] or match["any"], match["number"] or match["any_number"]
    number = re.sub(r"(?<=\d)-(?=\d+$)", "/", number.lower())
    return f"{re.sub(r'[ /-]', '', body.lower())}/{number}"


def _mention(concept: str, start: int, end: int, text: str, field: str) -> Mention:
    return Mention(concept, start, end, denied(text, start, end), field=field)


def _starts_sentence(text: str, start: int) -> bool:
    return not text[:start].strip() or text[:start].rstrip()[-1] in ".!?\n:。！？"


def _excludes(claim: Mention, fact: Mention) -> bool:
    """Another number of the same body: IPX5 where IPX7 is claimed."""
    return "/" in claim.concept and claim.family == fact.family
