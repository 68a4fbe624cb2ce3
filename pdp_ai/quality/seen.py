"""What a model says it sees in the photo, held against the product's data, which it was not told.

A statement that the data contradict is an error: the photo, the data or the model is wrong. One that stands in the
photo only may well be true; a person who can see the photo decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.content_words import STEM
from pdp_ai.quality.grounding import check_grounding, trace_claims
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Finding, ProductFacts

#: A statement is a line ``Name: what was seen``.
_STATEMENT = re.compile(r"^(?:[^\n:：]+[:：])?[ \t]*(?P<seen>[^\n]*\S)[ \t]*$", re.MULTILINE)
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")


def check_seen(text: str, facts: ProductFacts) -> Iterator[Finding]:
    """Where the text is from; then a finding for each statement that the data contradict or do not know."""
    yield Finding(
        "told_from_photo",
        "info",
        _(
            "Seen in the photo by a model, not taken from the product's data. No copy rests on it unless it is "
            "published to a field that the product's facts are read from."
        ),
    )
    yield from (found for found in check_grounding(text, facts) if found.evidence["verdict"] == "contradicted")
    claims = trace_claims(text, facts)
    for statement in _STATEMENT.finditer(text):
        within = [claim for claim in claims if statement.start() <= claim.start < statement.end()]
        if not any(claim.contradicted for claim in within):
            yield from _seen_only(statement, within, facts)


def trace_seen(text: str, facts: ProductFacts) -> list[Claim]:
    """As `trace_claims`; what the data merely do not know may be so."""
    return [replace(claim, doubtful=claim.doubtful or not claim.contradicted) for claim in trace_claims(text, facts)]


def _seen_only(statement: re.Match[str], claims: Sequence[Claim], facts: ProductFacts) -> Iterator[Finding]:
    """A warning for what a shop answers for, such as a material; a note for a shape or a part."""
    known = all(claim.field for claim in claims) if claims else _words(statement["seen"]) <= _known(facts)
    if known:
        return
    yield Finding(
        "seen_in_photo_only",
        "warning" if claims else "info",
        _(
            "“%(statement)s” was seen in the photo only; the product's data do not say so. Look whether it is right.",
            statement=statement[0].strip(),
        ),
        {"statement": statement[0].strip(), "start": statement.start("seen"), "end": statement.end("seen")},
    )


def _known(facts: ProductFacts) -> set[str]:
    return _words(" ".join(facts.fields().values()))


def _words(text: str) -> set[str]:
    """The beginnings of all words, short ones too: a lid is a part."""
    return {word.casefold()[:STEM] for word in _WORD.findall(text)}
