"""What the shop binds itself to: money back, mending, exchange, delivery, for nothing, for life, no questions asked.

No list can hold all the ways to say so. But each of them names an act of the shop and who owes it or on what terms, so
those are looked for, in a sentence, and held against the act and the terms in the facts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.phrases import DATA, Phrase, phrases
from pdp_ai.types import ProductFacts

_SENTENCE = re.compile(r"(?:[^.!?;\n。！？；]|\.(?=\d))+")
#: Terms further from their act than this belong to something else.
REACH = 48
#: “We” and the act with a few words between: “we will gladly mend it”.
_SUBJECT = re.compile(r"(?:\s+[\w'’-]+){0,4}\s*|[\u4e00-\u9fff]{0,6}")
#: The words that may part an act from its terms within one claim; a number is read by itself.
_BETWEEN = re.compile(r"[\s,-]*(?:[A-Za-z'’]+[\s,-]+){0,6}|[，\s]?[\u4e00-\u9fff]{0,6}")
_REFUSED = re.compile(
    r"(?:\b(?:no|not|never|without|cannot|excludes?|excluding|\w+n['’]t)\s(?:\w+\s){0,2}|[不无未](?:支持|提供|接受|可|能|予|含|包)?)$",
    re.IGNORECASE,
)
#: “It can be replaced”, “easy to repair”.
_BY_ANYBODY = re.compile(r"\b(?:be|easy to|easily|simply|how to|parts? to)\s(?:\w+ly\s)?$", re.IGNORECASE)
#: “Remote areas excepted”.
_EXCEPTED = re.compile(r"\s*(?:除外|需|另|不|要补|excepted|excluded|except|not\b)", re.IGNORECASE)
_TERM = re.compile(r"\d|\b(?:day|week|month|year)s?\b|[年月天周]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Commitment:
    act: Phrase
    terms: tuple[Phrase, ...]

    @property
    def promised(self) -> set[str]:
        """A guarantee costs nothing anyhow."""
        return {term.concept for term in self.terms} - ({"free"} if self.act.concept == "guarantee" else set())


@dataclass(frozen=True, slots=True)
class _Statement:
    """A sentence of the facts, an attribute with its name, that speaks of an act."""

    field: str
    start: int
    end: int
    act: str
    terms: frozenset[str]
    refused: bool


def trace_commitments(text: str, facts: ProductFacts) -> Iterator[Claim]:
    """Each commitment of the copy, with the fact that makes it on the same terms."""
    for commitment in _commitments(text):
        stated = [one for one in _statements(facts) if one.act == commitment.act.concept]
        borne = next((one for one in stated if not one.refused and commitment.promised <= one.terms), None)
        if borne:
            start, end = _span(text, commitment.act, commitment.terms)
            yield Claim(text[start:end], start, end, borne.field, borne.start, borne.end, kind="guarantee")
        else:
            yield _unborne(text, commitment, stated, facts)


def _commitments(text: str) -> Iterator[Commitment]:
    """The acts that somebody owes or that have terms; one of each act in a sentence."""
    for sentence in _SENTENCE.finditer(text):
        start = sentence.start()
        acts = [
            replace(act, start=start + act.start, end=start + act.end)
            for act in phrases("commitments", "acts").find(sentence[0])
        ]
        terms = [
            replace(term, start=start + term.start, end=start + term.end)
            for term in _terms(sentence[0])
            if not term.weak
        ]
        acts = [act for act in acts if not (act.weak and any(_within(act, term) for term in terms))]
        if not acts:
            continue
        # “We mend it free of charge” owes the mending; “free of charge” by itself owes whatever it is.
        acts = [act for act in acts if act.concept != "cost"] or acts
        owners = {index: _nearest(term, acts) for index, term in enumerate(terms)}
        told: set[str] = set()
        for act in acts:
            own = tuple(terms[index] for index, owner in owners.items() if owner == act)
            meant = not act.weak or _owed(text[start : act.start]) or _telling(act, own, text[start : act.start])
            if meant and act.concept not in told and not _REFUSED.search(text[start : act.start]):
                told.add(act.concept)
                yield Commitment(act, own)


def _terms(text: str) -> list[Phrase]:
    found = phrases("commitments", "aspects").find(text)
    return [term for term in found if not _EXCEPTED.match(text, term.end)]


def _nearest(term: Phrase, acts: list[Phrase]) -> Phrase | None:
    """The act that a term belongs to."""
    nearest = min(acts, key=lambda act: _distance(term, act))
    return nearest if _distance(term, nearest) <= REACH else None


def _telling(act: Phrase, terms: tuple[Phrase, ...], before: str) -> bool:
    """Whether the terms are those of a promise: “repairs hair overnight” and “can be replaced for life” are none."""
    if any(term.concept == "free" for term in terms):
        return True
    suited = (acts for term in terms if (acts := _acts_with().get(term.concept)))
    return not _BY_ANYBODY.search(before) and any(act.concept in acts for acts in suited)


@cache
def _acts_with() -> dict[str, tuple[str, ...]]:
    """The acts that a term makes a promise of, where the act alone may be anybody's."""
    listed = json.loads((DATA / "commitments.json").read_text(encoding="utf-8"))["terms_of_acts"]
    return {term: tuple(acts.split(", ")) for term, acts in listed.items()}


def _within(act: Phrase, term: Phrase) -> bool:
    """“Our gift” is a term, not the act of giving a gift."""
    return term.start <= act.start and act.end <= term.end


def _distance(one: Phrase, other: Phrase) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def _owed(before: str) -> bool:
    """Whether the shop is the one who acts."""
    return any(_SUBJECT.fullmatch(before[giver.end :]) for giver in phrases("commitments", "givers").find(before))


@lru_cache(maxsize=64)  # several tries at a text are judged by the same facts
def _statements(facts: ProductFacts) -> tuple[_Statement, ...]:
    found = []
    for field, fact in facts.fields().items():
        name = field.partition(".")[2]
        sentences = [(name, 0, len(fact))] if name else [("", *match.span()) for match in _SENTENCE.finditer(fact)]
        for heading, start, end in sentences:
            told = f"{heading}: {fact[start:end]}"
            terms = frozenset(term.concept for term in _terms(told))
            found += [
                _Statement(field, start, end, act.concept, terms, bool(_REFUSED.search(told[: act.start])))
                for act in phrases("commitments", "acts").find(told)
            ]
    return tuple(found)


def _unborne(text: str, commitment: Commitment, stated: list[_Statement], facts: ProductFacts) -> Claim:
    """Points at the terms that go beyond the facts, or at the whole where the facts know no such act."""
    nearest = next(iter(stated), None)
    if not nearest:
        start, end = _span(text, commitment.act, commitment.terms)
        return Claim(text[start:end], start, end, kind="guarantee")
    beyond = tuple(term for term in commitment.terms if term.concept not in nearest.terms)
    start, end = _span(text, commitment.act, beyond or commitment.terms)
    fact = facts.fields()[nearest.field][nearest.start : nearest.end].strip()
    limited = any(term.concept == "lifelong" for term in beyond) and bool(_TERM.search(fact))
    return Claim(
        text[start:end],
        start,
        end,
        nearest=f"{nearest.field}: {fact}",
        contradicted=nearest.refused or limited,
        kind="guarantee",
    )


def _span(text: str, act: Phrase, terms: tuple[Phrase, ...]) -> tuple[int, int]:
    """The act with its terms as far as they are next to each other, else the first of them."""
    start, end = act.start, act.end
    for term in sorted(terms, key=lambda term: _distance(term, act)):
        gap = text[end : term.start] if term.start >= end else text[term.end : start]
        if not _BETWEEN.fullmatch(gap):
            return (start, end) if (start, end) != (act.start, act.end) else (term.start, term.end)
        start, end = min(start, term.start), max(end, term.end)
    return start, end
