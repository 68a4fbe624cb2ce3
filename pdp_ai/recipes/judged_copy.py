"""Copy that a second model reads: each sentence without a traced claim is held against the facts by an NLI engine."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from pdp_ai.cleaning import html_to_text
from pdp_ai.quality.entailment import premise, untraced_sentences
from pdp_ai.recipes.base import Ask, OpenPhoto, Steps
from pdp_ai.recipes.copy import CopyRecipe
from pdp_ai.slots import SLOTS
from pdp_ai.types import Artifact, Brief, Candidate, EntailmentRequest, Verdict


class JudgedCopyRecipe(CopyRecipe):
    """As `CopyRecipe`, then one more step that asks the engine `judge_engine`."""

    @dataclass(frozen=True)
    class Options(CopyRecipe.Options):
        #: Alias of an engine that answers an `EntailmentRequest`, such as `TransformersNliEngine`.
        judge_engine: str = "judge"

    def steps(self, brief: Brief, open_photo: OpenPhoto) -> Steps:
        candidates = yield from super().steps(brief, open_photo)
        texts = [_visible(candidate) for candidate in candidates]
        places = [untraced_sentences(text, brief.facts) for text in texts]
        known = premise(brief.facts)
        asks = [
            Ask(self.options.judge_engine, EntailmentRequest(known, text[start:end]))
            for text, spans in zip(texts, places, strict=True)
            for start, end in spans
        ]
        if not (asks and known):
            return candidates
        answers = iter((yield asks))
        return [
            replace(candidate, verdicts=tuple(_verdict(span, next(answers)) for span in spans))
            for candidate, spans in zip(candidates, places, strict=True)
        ]


def _visible(candidate: Candidate) -> str:
    text = candidate.artifact.text or ""
    return html_to_text(text) if SLOTS[candidate.slot].kind == "html" else text


def _verdict(span: tuple[int, int], answer: Artifact) -> Verdict:
    return Verdict(*span, **json.loads(answer.text or ""))
