"""One field of copy from the product's facts: several tries in one batch, tidied and judged, the best ones kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, ClassVar

from pdp_ai.cleaning import html_to_text
from pdp_ai.exceptions import ConfigurationError, RequestRefused
from pdp_ai.quality.copy import check_copy
from pdp_ai.quality.grounding import check_grounding
from pdp_ai.recipes.base import Ask, OpenPhoto, Recipe, Steps
from pdp_ai.recipes.copy_prompts import TASKS, copy_chats
from pdp_ai.recipes.copy_steering import misses, share
from pdp_ai.recipes.copy_support import content_stems, support
from pdp_ai.recipes.copy_tidying import tidy
from pdp_ai.slots import SLOTS
from pdp_ai.types import Artifact, Brief, Candidate, CopyRequest, Message, ProductFacts

#: How each preset decodes. Beam search is steadiest in one sentence and goes round in circles in several.
_PRECISE_SHORT: dict[str, Any] = {"strategy": "beam", "num_beams": 4, "repetition_penalty": 1.2}
_PRECISE_LONG: dict[str, Any] = {"strategy": "greedy", "repetition_penalty": 1.2}
_SAMPLED: dict[str, dict[str, Any]] = {
    "precise": {"strategy": "sample", "temperature": 0.4, "top_p": 0.8, "repetition_penalty": 1.1},
    "balanced": {"strategy": "sample", "temperature": 0.5, "top_p": 0.9, "repetition_penalty": 1.1},
    "creative": {"strategy": "sample", "temperature": 0.95, "top_p": 0.95, "repetition_penalty": 1.1},
}

#: The share of a sentence's words that must stand in the facts; a creative text may say what it likes.
_LEAST_SUPPORT = {"precise": 0.5, "balanced": 0.4, "creative": 0.0}

#: Tokens an answer may have; a little more than the slot holds, for the tidying to cut at a sentence.
_NEW_TOKENS = {"description": 120, "bullets": 36, "meta_description": 48, "alt_text": 28}
#: Words that a full answer has; a shorter one is a worse one.
_FULL_LENGTH = {"description": 35, "bullets": 14, "meta_description": 10, "alt_text": 3}


class CopyRecipe(Recipe):
    """Fills one text slot."""

    lane: ClassVar[str] = "gpu"

    @dataclass(frozen=True)
    class Options:
        slot: str
        engine: str = "copy"
        #: Tokens an answer may have; 0 for what suits the slot.
        max_new_tokens: int = 0
        #: Languages the model writes well, by their BCP 47 primary tag.
        languages: tuple[str, ...] = ("en",)
        #: Texts written for each one kept. A small model needs several, a large one needs one.
        tries: int = 3

    def __init__(self, options: Any = None) -> None:
        super().__init__(options)
        if self.options.slot not in TASKS:
            raise ConfigurationError(f"CopyRecipe writes {', '.join(TASKS)}; there is no slot {self.options.slot!r}.")
        self.slots = (self.options.slot,)

    def refusal(self, facts: ProductFacts, language: str) -> str:
        if not facts.title and not html_to_text(facts.description):
            return "The product has neither a title nor a description; there is nothing to write about."
        written = [tag.lower() for tag in self.options.languages]
        if not {language.lower(), language.partition("-")[0].lower()} & set(written):
            names = ", ".join(self.options.languages)
            return f"The model configured for copy writes {names} only; this text was asked for in {language}."
        return ""

    def steps(self, brief: Brief, open_photo: OpenPhoto) -> Steps:
        chats = copy_chats(self.options.slot, brief)
        for first_seed in (brief.seed, brief.seed + brief.candidates * self.options.tries):
            groups = [
                [request for seed in seeds for request in self._requests(chats, brief, seed)]
                for seeds in _seeds(first_seed, brief.candidates, self.options.tries)
            ]
            answers = iter((yield [Ask(self.options.engine, request) for group in groups for request in group]))
            written = [self._best(list(islice(answers, len(group))), chats, brief) for group in groups]
            different = {candidate.artifact.text: candidate for candidate in written if candidate}
            if different:
                return [replace(candidate, index=index) for index, candidate in enumerate(different.values())]
        raise RequestRefused("The model gave no usable text; add to the product's description and ask again.")

    def _requests(self, chats: list[tuple[Message, ...]], brief: Brief, seed: int) -> list[CopyRequest]:
        """One try at the slot. A precise text is first asked for without chance."""
        slot, preset = self.options.slot, brief.style.preset
        decoding = _SAMPLED[preset]
        if preset == "precise" and seed == brief.seed:
            decoding = _PRECISE_LONG if slot == "description" else _PRECISE_SHORT
        room = self.options.max_new_tokens or round(_NEW_TOKENS[slot] * share(slot, brief))
        return [CopyRequest(messages=chat, max_new_tokens=room, seed=seed, **decoding) for chat in chats]

    def _best(self, tries: list[Artifact], chats: list[tuple[Message, ...]], brief: Brief) -> Candidate | None:
        """The best text of one candidate's tries, tidied; None when no try gave any."""
        slot = SLOTS[self.options.slot]
        if slot.kind == "lines":
            tries = [_pooled(tries, len(chats), brief.facts)]
        photos = brief.facts.photos if slot.per_photo else ()
        candidates = [
            Candidate(
                slot.name,
                replace(answer, text=text),
                photo_key=photos[0].key if photos else "",
                prompt=(*chats[0][:-1], *(chat[-1] for chat in chats)),
            )
            for answer in tries
            if (text := tidy(slot.name, answer.text or "", _supported_by(brief)))
        ]
        return min(candidates, key=lambda candidate: _faults(candidate, brief), default=None)


def _seeds(first: int, candidates: int, tries: int) -> list[range]:
    """The seeds of each candidate's tries, all different."""
    return [range(first + tries * number, first + tries * (number + 1)) for number in range(candidates)]


def _pooled(tries: list[Artifact], points: int, facts: ProductFacts) -> Artifact:
    """The best try at each selling point, a line each: no number of its own, then most support."""

    def merit(text: str) -> tuple[bool, float]:
        return (not check_grounding(text, facts), support(text, facts))

    lines = [max((answer.text or "" for answer in tries[point::points]), key=merit) for point in range(points)]
    return replace(
        tries[0],
        text="\n".join(" ".join(line.split()) for line in lines),
        seconds=sum(answer.seconds for answer in tries),
        tokens_in=sum(answer.tokens_in or 0 for answer in tries),
        tokens_out=sum(answer.tokens_out or 0 for answer in tries),
    )


def _supported_by(brief: Brief) -> Callable[[str], bool]:
    """Judges a sentence: borne out by the facts, as far as the preset asks, and saying more than the title can."""
    facts = brief.facts
    title = set(content_stems(facts.title)) if facts.description or facts.attributes else set()

    def keep(sentence: str) -> bool:
        news = set(content_stems(sentence)) - title or re.search(r"\d", sentence)
        return bool(news) and support(sentence, facts) >= _LEAST_SUPPORT[brief.style.preset]

    return keep


def _faults(candidate: Candidate, brief: Brief) -> tuple[float, ...]:
    """For ordering, worse is greater: errors, warnings, wishes unfulfilled, then words that the facts don't have."""
    severities = [finding.severity for finding in check_copy(candidate, brief)]
    visible = html_to_text(candidate.artifact.text)
    full = _FULL_LENGTH[candidate.slot] * share(candidate.slot, brief)
    length = min(len(visible.split()) / full, 1.0)
    return (
        severities.count("error"),
        severities.count("warning"),
        misses(visible, brief),
        -support(visible, brief.facts) * length,
    )
