"""Labels and standards: a shop that names one without having it is sued. Levels differ: IPX5 is not IPX7."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.polarity import denied
from pdp_ai.quality.terms import trace_mentions
from pdp_ai.quality.vocabulary import Mention, vocabulary
from pdp_ai.types import ProductFacts

#: Bodies whose standards bear numbers.
_STANDARD = re.compile(
    r"(?<![A-Za-z\d])(?:"
    r"(?P<body>(?:GB/T|GB|ISO/IEC|ISO|IEC|EN|DIN|ASTM|ANSI|BS|AS/NZS|JIS|NSF|CSA|NFPA|MIL-STD|QB/T|FZ/T|ECE|UPF)"
    r"(?:[ -]?(?:EN|ISO|IEC))?)[ -]?(?P<number>[A-Z]?\d+(?:[.-]\d+)*\+?[A-Z]?)(?::\d{4})?"
    r"|(?P<ip>IP[X\d][X\d]K?)|(?P<ik>IK\d{2}))(?![A-Za-z\d])"
)
_NAMED = re.compile(
    r"\b(?P<before>[A-Z][\w&.'-]*[\w](?:\s[A-Z][\w&.'-]*\w){0,3})[\s-](?:certified|certification|certificate|listed|approved|"
    r"accredited|seal)\b"
    r"|\b(?:certified|approved|accredited) (?:by|to)(?: the)? (?P<after>[A-Z][\w&.-]*\w(?:\s[A-Z][\w&.-]*\w){0,3})"
    r"|(?P<chinese>[A-Z][A-Za-z\d-]{1,12})认证"
)


def trace_certifications(text: str, facts: ProductFacts) -> Iterator[Claim]:
    mentions = [mention for mention in _mentions(text) if not mention.denied]
    if not mentions:
        return
    known = [mention for field, fact in facts.fields().items() for mention in _mentions(fact, field)]
    known += vocabulary("certifications").in_facts(facts)
    known += _literal(mentions, text, facts)
    yield from trace_mentions("certification", mentions, known, text, facts, _excludes)


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
    found = [_mention(_standard(match), *match.span(), text, field) for match in _STANDARD.finditer(text)]
    for mention in vocabulary("certifications").mentions(text, field):
        _add(found, mention)
    for match in _NAMED.finditer(text):
        group = next(name for name in ("before", "after", "chinese") if match[name])
        start, end = match.span(group)
        if field or not _starts_sentence(text, start) or " " in match[group]:
            _add(found, _mention(f"named {match[group].casefold()}", start, end, text, field))
    return found


def _standard(match: re.Match[str]) -> str:
    """``en 388/…`` for EN 388:2016; the rating stands apart from its body, so that levels can be compared."""
    if match["ip"]:
        return f"ip/{match['ip'].lower()}"
    if match["ik"]:
        return f"ik/{match['ik'].lower()}"
    number = re.sub(r"(?<=\d)-(?=\d+$)", "/", match["number"].lower())
    return f"{re.sub(r'[ /-]', '', match['body'].lower())}/{number}"


def _mention(concept: str, start: int, end: int, text: str, field: str) -> Mention:
    return Mention(concept, start, end, denied(text, start, end), field=field)


def _add(found: list[Mention], mention: Mention) -> None:
    if all(mention.end <= other.start or other.end <= mention.start for other in found):
        found.append(mention)


def _starts_sentence(text: str, start: int) -> bool:
    return not text[:start].strip() or text[:start].rstrip()[-1] in ".!?\n:。！？"


def _excludes(claim: Mention, fact: Mention) -> bool:
    """Another number of the same body: IPX5 where IPX7 is claimed."""
    return "/" in claim.concept and claim.family == fact.family
