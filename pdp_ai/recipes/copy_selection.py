"""Which of the texts that were written become candidates: the best first, none that says the same as a better one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import replace

from pdp_ai.cleaning import html_to_text
from pdp_ai.exceptions import GenerationStopped, PdpAiError
from pdp_ai.quality.copy import check_copy
from pdp_ai.quality.similarity import NEAR_DUPLICATE, NEAR_DUPLICATE_MEANING, cosine, similarity
from pdp_ai.recipes.base import Ask
from pdp_ai.recipes.copy_steering import misses, share
from pdp_ai.recipes.copy_support import support
from pdp_ai.recipes.copy_tasks import TASKS
from pdp_ai.types import Artifact, Brief, Candidate, EmbeddingRequest

logger = logging.getLogger(__name__)

#: Whether two texts are near-duplicates.
Alike = Callable[[str, str], bool]


def select(
    written: Sequence[Candidate], brief: Brief, embedding_engine: str, taken: Collection[str | None] = ()
) -> Generator[list[Ask], list[Artifact], list[Candidate]]:
    """As many as the brief asks for, or fewer when no more of them differ; numbered, the best first.

    Of texts as good as each other, one that is not `taken` already: by another photo, for instance.
    """

    def merit(candidate: Candidate) -> tuple[float, ...]:
        errors, warnings, *rest = faults(candidate, brief)
        return (errors, warnings, candidate.artifact.text in taken, *rest)

    alike = yield from _measure([_visible(candidate) for candidate in written], embedding_engine)
    kept: list[Candidate] = []
    for candidate in sorted(written, key=merit):
        if not any(alike(_visible(candidate), _visible(better)) for better in kept):
            kept.append(replace(candidate, index=len(kept)))
        if len(kept) == brief.candidates:
            break
    return kept


def _measure(texts: Sequence[str], embedding_engine: str) -> Generator[list[Ask], list[Artifact], Alike]:
    """By meaning where there is an engine for it that works, else by words."""
    different = list(dict.fromkeys(filter(None, texts)))
    if embedding_engine and len(different) > 1:
        try:
            vectors = yield [Ask(embedding_engine, EmbeddingRequest(text)) for text in different]
        except GenerationStopped:
            raise
        except PdpAiError as error:
            logger.warning("candidates are compared by their words: %s", error)
        else:
            meaning = {text: vector.content or b"" for text, vector in zip(different, vectors, strict=True)}
            return lambda one, other: one == other or cosine(meaning[one], meaning[other]) >= NEAR_DUPLICATE_MEANING
    return lambda one, other: similarity(one, other) >= NEAR_DUPLICATE


def _visible(candidate: Candidate) -> str:
    return html_to_text(candidate.artifact.text)


def faults(candidate: Candidate, brief: Brief) -> tuple[float, ...]:
    """For ordering, worse is greater: errors, warnings, broken off, wishes unfulfilled, words the facts don't have."""
    severities = [finding.severity for finding in check_copy(candidate, brief)]
    visible = _visible(candidate)
    full = TASKS[candidate.slot].full_length * share(candidate.slot, brief)
    length = min(len(visible.split()) / full, 1.0)
    return (
        severities.count("error"),
        severities.count("warning"),
        not candidate.artifact.complete,
        misses(visible, brief),
        -support(visible, brief.facts) * length,
    )
