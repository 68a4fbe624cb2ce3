"""What the facts say the product is not for: copy that names it all the same contradicts them, in whatever words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.polarity import denied
from pdp_ai.quality.words.vocabulary import vocabulary
from pdp_ai.types import ProductFacts

_FIELD = re.compile(
    r"^(?:not (?:suitable |intended |recommended )?for|unsuitable for|不适用|不适合|禁用)", re.IGNORECASE
)
_SENTENCE = re.compile(
    r"\bnot (?:(?:suitable|intended|meant|recommended|made|approved) )?(?:for|near|on|in|with) (?P<list>[^.;:()\n]+)"
    r"|不(?:适用于|适合|可用于|能用于|得用于|建议用于)(?P<han>[^。；，（]+)",
    re.IGNORECASE,
)
_PART = re.compile(r"\s*(?:,|、|/|或|和|及|与|\bor\b|\band\b)\s*")
_LEADING = re.compile(r"^(?:(?:the|a|an|any|use|near|on|in|with|for|to)\s+)+", re.IGNORECASE)
#: “Cars with 17-inch discs”: the discs are what it does not fit.
_OWNER = re.compile(r"^\w+ with (?=\S+ )", re.IGNORECASE)
#: Terms of sale except other things; an age is a number, and read as one.
_TERMS = re.compile(r"^(?:returns?|guarantee|warranty|delivery|refunds?|退换|售后|质保|保修)", re.IGNORECASE)
_AGED = re.compile(r"\b(?:under|over|below|above|younger|older|up to|more than|less than)\b", re.IGNORECASE)
#: Words for the same surroundings, and what excludes them.
_SURROUNDINGS = (
    (
        re.compile(
            r"\bnot (?:suitable )?for (?:use )?outdoors|\b(?:for|dry) indoor use|\bindoors only|\bdry rooms only"
            r"|仅(?:限|供)?室内",
            re.IGNORECASE,
        ),
        re.compile(
            r"\b(?:outdoors|terraces?|balcony|balconies|patios?|in the garden|in the rain)\b|户外|室外|阳台|露台",
            re.IGNORECASE,
        ),
    ),
    (
        re.compile(r"\bnot (?:suitable )?for (?:wet areas|wet rooms|bathrooms?|damp rooms)|不适合潮湿", re.IGNORECASE),
        re.compile(r"\b(?:showers?|bathrooms?|wet rooms?|saunas?)\b|浴室|卫生间|淋浴", re.IGNORECASE),
    ),
)
#: The copy may repeat the warning in words that deny by their verb.
_WARNS = re.compile(
    r"\b(?:not(?! only)|keep|leave|unsuitable|except|apart|but)\b[^.;!?]*$|(?:除|勿|避免)[^。；！？]*$", re.IGNORECASE
)


def trace_exclusions(text: str, facts: ProductFacts) -> Iterator[Claim]:
    """Each mention of what is excluded, with the fact that excludes it."""
    if text.strip() in facts.fields().values():
        return  # the warning itself
    for field, fact in facts.fields().items():
        for excludes, named in _SURROUNDINGS:
            reason = excludes.search(fact)
            for match in named.finditer(text) if reason else ():
                warned = _WARNS.search(text[max(0, match.start() - 48) : match.start()])
                if reason and not warned and not denied(text, *match.span()):
                    nearest = f"{field}: {reason[0]}"
                    yield Claim(match[0], *match.span(), nearest=nearest, contradicted=True, kind="compatibility")
    for field, phrase in _excluded(facts):
        for match in _pattern(phrase).finditer(text):
            start, end = match.span()
            if denied(text, start, end) or _WARNS.search(text[max(0, start - 48) : start]):
                continue
            nearest = f"{field}: {facts.fields()[field]}" if _FIELD.search(_name(field)) else f"{field}: not {phrase}"
            yield Claim(match[0], start, end, nearest=nearest, contradicted=True, kind="compatibility")


def _excluded(facts: ProductFacts) -> Iterator[tuple[str, str]]:
    for field, fact in facts.fields().items():
        if _TERMS.match(_name(field)):
            continue
        lists = (
            [fact]
            if _FIELD.search(_name(field))
            else [match["list"] or match["han"] for match in _SENTENCE.finditer(fact)]
        )
        for listed in lists:
            for part in _PART.split(listed):
                phrase = _OWNER.sub("", _LEADING.sub("", part.strip()))
                if _AGED.search(phrase):
                    continue
                if any(any(vocabulary(kind).mentions(f"safe for {phrase}")) for kind in ("health", "resistance")):
                    continue
                if len(phrase) >= (2 if not phrase.isascii() else 4) and len(phrase.split()) <= 3:
                    yield field, phrase


def _name(field: str) -> str:
    return field.partition(".")[2]


def _pattern(phrase: str) -> re.Pattern[str]:
    """In singular and plural; “hybrid drives” stands for “hybrid drive batteries” too."""
    if not phrase.isascii():
        return re.compile(re.escape(phrase))
    words = phrase.split()
    heads = [words, words[:-1], [words[0], words[-1]]] if len(words) > 2 else [words]
    spelt = "|".join(r"[\s-]".join(re.escape(re.sub(r"s$", "", word)) + "s?" for word in head) for head in heads)
    return re.compile(rf"\b(?:{spelt})\b", re.IGNORECASE)
