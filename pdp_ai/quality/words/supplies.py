"""What comes in the box, and what the product has: facts say “bulb not included” and “Laser: no” in so many words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.absence import SUBSTANCES
from pdp_ai.quality.words.part_names import PARTS
from pdp_ai.quality.words.phrases import phrases
from pdp_ai.quality.words.polarity import denied
from pdp_ai.quality.words.vocabulary import vocabulary
from pdp_ai.types import ProductFacts

_NOT_INCLUDED = (
    r"(?:not (?:included|supplied|provided|enclosed|in the box|part of)|(?:sold|available|to be bought) separately)"
)
_LEFT_OUT = re.compile(
    rf"\b(?P<thing>[a-z]{{3,}})s?(?: (?:is|are))?,? \(?{_NOT_INCLUDED}"
    rf"|\bwithout (?P<without>[a-z]{{3,}}?)s?(?=[.,;)]|$)"
    r"|(?:不含|不附|不带|不送|需另购|另购)(?P<han>[\u4e00-\u9fff]{2,4})|(?P<han_before>[\u4e00-\u9fff]{2,4})(?:需另购|另购|另售|不附赠|未附)",
    re.IGNORECASE,
)
#: “40 mm, head not included” tells how it was measured.
_MEASURED = re.compile(
    r"\d\s?(?:mm|cm|m|in|kg|g|lb|lbs|oz|l|ml)\b[,; (]*$|\d\s?(?:千克|公斤|克|厘米|毫米|米|升|毫升)[，（(]?$"
)
_LEFT_OUT_VALUE = re.compile(rf"\s*(?:{_NOT_INCLUDED}|不含|不附|另购|需另购)", re.IGNORECASE)
_LACKING = re.compile(
    r"\s*(?:no|none|not (?:suitable|compatible|supported|possible|available)(?: for it)?"
    r"|否|无|没有|不支持|不适用|不可)\s*[.。]?\s*",
    re.IGNORECASE,
)
_INCLUDED_AFTER = re.compile(
    r"s?(?:,? (?:is|are|come))?,?(?: (?!not\b)\w+)? (?:included|supplied|provided|in the box|enclosed|thrown in)\b",
    re.IGNORECASE,
)
_INCLUDED_BEFORE = re.compile(
    r"\b(?:comes?|supplied|delivered|complete|arrives?|ships?) with (?:[\w-]+ ){0,3}$|\bincludes? (?:[\w-]+ ){0,3}$"
    r"|(?:附赠|附|配有?|送|含|带)[\u4e00-\u9fff\d]{0,3}$",
    re.IGNORECASE,
)
_WITH_ONE = re.compile(r"\b(?:comes?|supplied|delivered) with (?:one|it|them)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n。！？]+")
#: Kinds that have readers of their own for their attributes.
_READ_ELSEWHERE = ("resistance", "health", "environment", "certifications", "materials", "colours", "guarantees")


def trace_supplies(text: str, facts: ProductFacts) -> Iterator[Claim]:
    """Each thing that the copy includes or counts on, with the fact that has the product without it."""
    left_out, lacking = _denied(facts)
    for field, thing in left_out:
        written = _written(thing)
        for sentence in _SENTENCE.finditer(text):
            named = written.search(sentence[0])
            if not named or denied(sentence[0], *named.span()):
                continue
            start, end = named.span()
            one = _WITH_ONE.search(sentence[0], end)
            if one or _INCLUDED_AFTER.match(sentence[0], end) or _INCLUDED_BEFORE.search(sentence[0][:start]):
                start, end = _told(sentence[0], start, end, one)
                yield _claim(text, sentence.start() + start, sentence.start() + end, field, thing)
    for field, thing in lacking:
        for match in _written(thing).finditer(text):
            if not denied(text, *match.span()):
                yield _claim(text, *match.span(), field, thing)


@lru_cache(maxsize=64)  # several tries at a text are judged by the same facts
def _denied(facts: ProductFacts) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """What the facts leave out of the box, and what they say the product lacks: fields and things."""
    return tuple(_left_out(facts)), tuple(_lacking(facts))


def _left_out(facts: ProductFacts) -> Iterator[tuple[str, str]]:
    for field, fact in facts.fields().items():
        if _LEFT_OUT_VALUE.match(fact) and (name := _thing(field)):
            yield field, name
        for match in _LEFT_OUT.finditer(fact):
            if _MEASURED.search(fact[: match.start()]):
                continue
            yield field, next(word for word in match.groupdict().values() if word).casefold()


def _lacking(facts: ProductFacts) -> Iterator[tuple[str, str]]:
    """“Laser: no”, “Hookless rims: not suitable”."""
    for field, fact in facts.fields().items():
        names = [_thing(field)] if _LACKING.fullmatch(fact) else []
        names += [next(word for word in match.groups() if word) for match in _NO_SUCH.finditer(fact)]
        for name in names:
            read = any(any(vocabulary(kind).mentions(name)) for kind in _READ_ELSEWHERE)
            promised = any(phrases("commitments", "acts").find(name))
            if (
                name
                and name not in PARTS.split()
                and not read
                and not promised
                and name.removesuffix("s") not in SUBSTANCES.casefold().split()
            ):
                yield field, name


_NO_SUCH = re.compile(
    r"(?:^|[.;] )No (?P<thing>[a-z]+(?: [a-z]+)?)(?=[.,;]|$)"
    r"|(?:^|[。；，])(?:无|不带|没有)(?P<han>[\u4e00-\u9fff]{2,4})(?=[。；，]|$)"
)


def _thing(field: str) -> str:
    name = field.partition(".")[2].casefold()
    return name if len(name) >= 2 and len(name.split()) <= 3 else ""


def _written(thing: str) -> re.Pattern[str]:
    if not thing.isascii():
        return re.compile(re.escape(thing))
    words = [re.escape(word.removesuffix("s")) for word in thing.split()]
    return re.compile(rf"\b{'s?[ -]'.join(words)}(?:s|es)?\b", re.IGNORECASE)


def _told(sentence: str, start: int, end: int, one: re.Match[str] | None) -> tuple[int, int]:
    """The thing with the word that includes it, where the two stand together."""
    after = _INCLUDED_AFTER.match(sentence, end)
    if one:
        return (start if one.start() <= end + 1 else one.start()), one.end()
    return start, after.end() if after else end


def _claim(text: str, start: int, end: int, field: str, thing: str) -> Claim:
    nearest = f"{field}: no {thing}" if thing.isascii() else f"{field}: 无{thing}"
    return Claim(text[start:end], start, end, nearest=nearest, contradicted=True, kind="compatibility")
