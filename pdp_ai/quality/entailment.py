"""Sentences that hold no claim the word lists know, read by a language-inference model where a recipe asks one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pdp_ai.cleaning import html_to_text
from pdp_ai.quality.claims import fact_says
from pdp_ai.quality.grounding import trace_claims
from pdp_ai.quality.word_runs import words_of
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Finding, ProductFacts, Verdict

#: A sentence that the model holds this likely to contradict the facts is pointed out.
CONTRADICTION = 0.8
#: Words (or Chinese characters) that make a sentence worth judging.
FEWEST_WORDS = 4

_SENTENCE = re.compile(r"[^.!?。！？\n]+(?:[.!?](?!\s|$)[^.!?。！？\n]*)*[.!?。！？]*")


def untraced_sentences(text: str, facts: ProductFacts) -> list[tuple[int, int]]:
    """The places of sentences in the visible `text` that no traced claim stands in."""
    claims = trace_claims(text, facts)
    places = []
    for match in _SENTENCE.finditer(text):
        start = match.end() - len(match[0].lstrip())
        inside = any(claim.start < match.end() and start < claim.end for claim in claims)
        if not inside and len(words_of(match[0])) >= FEWEST_WORDS:
            places.append((start, match.end()))
    return places


def premise(facts: ProductFacts) -> str:
    """What is known of the product, as the text that a sentence is held against; the most telling first."""
    attributes = [f"{name}: {value}." for name, value in facts.attributes]
    return " ".join(filter(None, [facts.title and f"{facts.title}.", *attributes, html_to_text(facts.description)]))


def check_verdicts(text: str, verdicts: Sequence[Verdict], facts: ProductFacts) -> Iterator[Finding]:
    """A warning for each sentence that the model holds against the facts: it may be wrong, so a person looks."""
    for verdict in verdicts:
        sentence = text[verdict.start : verdict.end]
        if verdict.contradiction >= CONTRADICTION and sentence:
            nearest = _nearest(sentence, facts)
            yield Finding(
                "contradicted_sentence",
                "warning",
                _message(sentence, nearest),
                {
                    "claim": sentence,
                    "start": verdict.start,
                    "end": verdict.end,
                    "nearest": ": ".join(nearest),
                    "contradiction": verdict.contradiction,
                },
            )


def _message(sentence: str, nearest: tuple[str, ...]) -> str:
    if not nearest:
        return _("“%(claim)s” seems to contradict the product's data, says a model that compared them.", claim=sentence)
    return _(
        "“%(claim)s” seems to contradict the product's data, says a model that compared them. "
        "The closest is that %(fact)s.",
        claim=sentence,
        fact=fact_says(*nearest),
    )


def _nearest(sentence: str, facts: ProductFacts) -> tuple[str, ...]:
    """The field and the sentence of it that share most words with `sentence`; empty when none shares any."""
    words = _telling_words(sentence)
    parts = [
        (field, part[0].strip())
        for field, fact in facts.fields().items()
        for part in _SENTENCE.finditer(html_to_text(fact))
    ]
    best = max(parts, key=lambda part: len(words & _telling_words(part[1])), default=("", ""))
    return best if words & _telling_words(best[1]) else ()


def _telling_words(text: str) -> set[str]:
    return {word for word in words_of(text) if len(word) > 3 or not word.isascii()}
