"""One field of copy from the product's facts: several tries in one batch, tidied and judged, the best ones kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, ClassVar

from pdp_ai.cleaning import html_to_text
from pdp_ai.exceptions import ConfigurationError, RequestRefused
from pdp_ai.languages import primary, same_language
from pdp_ai.quality.copy import check_copy
from pdp_ai.quality.grounding import check_grounding
from pdp_ai.recipes.base import Ask, OpenPhoto, Recipe, Steps
from pdp_ai.recipes.copy_prompts import copy_chats, translation_chat
from pdp_ai.recipes.copy_steering import misses, share
from pdp_ai.recipes.copy_support import content_stems, support
from pdp_ai.recipes.copy_tasks import TASKS
from pdp_ai.recipes.copy_tidying import tidy
from pdp_ai.slots import SLOTS, place_name
from pdp_ai.types import Artifact, Brief, Candidate, CopyRequest, Message, ProductFacts

#: How each preset decodes. Beam search is steadiest in one sentence and goes round in circles in several.
_PRECISE_SHORT: dict[str, Any] = {"strategy": "beam", "num_beams": 4, "repetition_penalty": 1.2}
_PRECISE_LONG: dict[str, Any] = {"strategy": "greedy", "repetition_penalty": 1.2}
SAMPLED: dict[str, dict[str, Any]] = {
    "precise": {"strategy": "sample", "temperature": 0.4, "top_p": 0.8, "repetition_penalty": 1.1},
    "balanced": {"strategy": "sample", "temperature": 0.5, "top_p": 0.9, "repetition_penalty": 1.1},
    "creative": {"strategy": "sample", "temperature": 0.95, "top_p": 0.95, "repetition_penalty": 1.1},
}

#: The share of a sentence's words that must stand in the facts; a creative text may say what it likes.
_LEAST_SUPPORT = {"precise": 0.5, "balanced": 0.4, "creative": 0.0}

#: Times a text is asked for: once more when it was unusable or too long.
ROUNDS = 2
#: Tokens for what English says in one.
FOREIGN_TOKENS = 3


class CopyRecipe(Recipe):
    """Fills one text slot, or translates what stands in it."""

    lane: ClassVar[str] = "gpu"

    @dataclass(frozen=True)
    class Options:
        slot: str
        engine: str = "copy"
        #: Tokens an answer may have; 0 for what suits the slot.
        max_new_tokens: int = 0
        #: Languages the model reads and writes well, by their BCP 47 tag.
        languages: tuple[str, ...] = ("en",)
        #: Texts written for each one kept. A small model needs several, a large one needs one.
        tries: int = 3

    def __init__(self, options: Any = None) -> None:
        super().__init__(options)
        if self.options.slot not in TASKS:
            raise ConfigurationError(f"CopyRecipe writes {', '.join(TASKS)}; there is no slot {self.options.slot!r}.")
        self.slots = (self.options.slot,)

    def refusal(self, facts: ProductFacts, language: str) -> str:
        return copy_refusal(facts, language, self.options.languages)

    def steps(self, brief: Brief, open_photo: OpenPhoto) -> Steps:
        texts = self._texts(brief)
        best: dict[_Text, Candidate] = {}
        for round_number in range(ROUNDS):
            wanted = [text for text in texts if text not in best or is_too_long(best[text])]
            if not wanted:
                break
            seeds = [text.seeds(brief.seed, self.options.tries, round_number * len(texts)) for text in wanted]
            chats = [self._chats(brief, text, too_long=text in best) for text in wanted]
            groups = [self._requests(*asked, brief) for asked in zip(chats, seeds, strict=True)]
            answers = iter((yield [Ask(self.options.engine, request) for group in groups for request in group]))
            for text, group, chat in zip(wanted, groups, chats, strict=True):
                written = self._candidates(list(islice(answers, len(group))), chat, brief, text)
                if rivals := [*written, *([best[text]] if text in best else [])]:
                    said = {other.artifact.text for known, other in best.items() if known.photo != text.photo}
                    best[text] = min(rivals, key=partial(_after_others, said, brief))
        if not best:
            raise RequestRefused("The model gave no usable text; add to the product's description and ask again.")
        return _different(best)

    def _texts(self, brief: Brief) -> list[_Text]:
        """The texts wanted: every candidate, of every photo where the slot is said of photos."""
        photos = [""]
        if SLOTS[self.options.slot].per_photo:
            photos = [photo.key for photo in brief.facts.photos if not brief.photos or photo.key in brief.photos] or [
                ""
            ]
        numbers = range(len(photos) * brief.candidates)
        return [_Text(number, number % brief.candidates, photos[number // brief.candidates]) for number in numbers]

    def _chats(self, brief: Brief, text: _Text, *, too_long: bool) -> list[tuple[Message, ...]]:
        slot = self.options.slot
        if source := dict(brief.sources).get(place_name(slot, photo=text.photo)):
            return [translation_chat(slot, source, brief, too_long=too_long)]
        return copy_chats(slot, brief, too_long=too_long)

    def _requests(self, chats: list[tuple[Message, ...]], seeds: range, brief: Brief) -> list[CopyRequest]:
        """All tries at one text. A precise one is first asked for without chance."""
        return [
            CopyRequest(
                chat,
                max_new_tokens=self._room(brief),
                seed=seed,
                adapter=brief.style.adapter,
                **self._decoding(seed, brief),
            )
            for seed in seeds
            for chat in chats
        ]

    def _decoding(self, seed: int, brief: Brief) -> dict[str, Any]:
        if brief.style.preset == "precise" and seed == brief.seed:
            return _PRECISE_LONG if self.options.slot == "description" else _PRECISE_SHORT
        return SAMPLED[brief.style.preset]

    def _room(self, brief: Brief) -> int:
        slot = self.options.slot
        room = round(TASKS[slot].new_tokens * share(slot, brief))
        room *= 1 if primary(brief.language) == "en" else FOREIGN_TOKENS
        longest = max((len(text) for _place, text in brief.sources), default=0)
        return self.options.max_new_tokens or max(room, longest)

    def _candidates(
        self, tries: list[Artifact], chats: list[tuple[Message, ...]], brief: Brief, wanted: _Text
    ) -> list[Candidate]:
        """The usable ones of the tries at one text, tidied."""
        slot = SLOTS[self.options.slot]
        if len(chats) > 1:
            tries = [_pooled(tries, len(chats), brief.facts)]
        return [
            Candidate(
                slot.name,
                replace(answer, text=text, complete=answer.complete or not _breaks_off(text, whole_words(answer))),
                index=wanted.index,
                photo_key=wanted.photo,
                prompt=(*chats[0][:-1], *(chat[-1] for chat in chats)),
            )
            for answer in tries
            if (text := tidy(slot.name, whole_words(answer), _supported_by(brief)))
        ]


@dataclass(frozen=True, slots=True)
class _Text:
    """One text that is wanted: a candidate, of the product or of one of its photos."""

    number: int
    index: int
    photo: str

    def seeds(self, first: int, tries: int, earlier: int) -> range:
        """Those of its tries: different from all others of the job. `earlier` texts were asked for before."""
        start = first + tries * (self.number + earlier)
        return range(start, start + tries)


def copy_refusal(facts: ProductFacts, language: str, known: Collection[str]) -> str:
    """Why a model that knows the languages `known` can write nothing of these facts; empty when it can."""
    if not facts.title and not html_to_text(facts.description):
        return "The product has neither a title nor a description; there is nothing to write about."
    names = ", ".join(known)
    if not any(same_language(language, tag) for tag in known):
        return f"The model configured for copy writes {names} only; this text was asked for in {language}."
    if not any(same_language(facts.language, tag) for tag in known):
        return f"The model configured for copy reads {names} only; the product's data are in {facts.language}."
    return ""


def is_too_long(candidate: Candidate) -> bool:
    """Whether the text is longer than its slot, or ran out of tokens in the middle of a sentence."""
    text = candidate.artifact.text or ""
    visible = html_to_text(text) if SLOTS[candidate.slot].kind == "html" else text
    return len(visible) > SLOTS[candidate.slot].max_length or not candidate.artifact.complete


def whole_words(answer: Artifact) -> str:
    """The answer's text, without the word that it may have been cut off in."""
    text = answer.text or ""
    return text if answer.complete else text.rpartition(" ")[0] or text


def _breaks_off(text: str, answer: str) -> bool:
    """Whether the end of `text` is where the answer was cut off, not the end of an earlier sentence."""
    visible = html_to_text(text)
    return not re.search(r"[.!?。！？]\W*$", visible) and answer.rstrip().endswith(visible[-12:])


def _different(best: Mapping[_Text, Candidate]) -> list[Candidate]:
    """Every text once for each photo, numbered anew."""
    seen: dict[str, list[str]] = {}
    kept: list[Candidate] = []
    for text, candidate in best.items():
        said = seen.setdefault(text.photo, [])
        if candidate.artifact.text not in said:
            kept.append(replace(candidate, index=len(said)))
            said.append(candidate.artifact.text or "")
    return kept


def _after_others(said: Collection[str | None], brief: Brief, candidate: Candidate) -> tuple[float, ...]:
    """As `faults`; of texts as good as each other, one that another photo does not have already."""
    errors, warnings, *rest = faults(candidate, brief)
    return (errors, warnings, candidate.artifact.text in said, *rest)


def _pooled(tries: list[Artifact], points: int, facts: ProductFacts) -> Artifact:
    """The best try at each fact, a line each: said to its end, no claim of its own, then most support."""

    def merit(answer: Artifact) -> tuple[bool, bool, float]:
        text = answer.text or ""
        return (answer.complete, not check_grounding(text, facts), support(text, facts))

    lines = [whole_words(max(tries[point::points], key=merit)) for point in range(points)]
    return replace(
        tries[0],
        text="\n".join(" ".join(line.split()) for line in lines),
        complete=True,
        seconds=sum(answer.seconds for answer in tries),
        tokens_in=sum(answer.tokens_in or 0 for answer in tries),
        tokens_out=sum(answer.tokens_out or 0 for answer in tries),
    )


def _supported_by(brief: Brief) -> Callable[[str], bool]:
    """Judges a sentence: borne out by the facts, as far as the preset asks, and saying more than the title can.

    Words of another language than the facts' cannot be held against them.
    """
    facts = brief.facts
    least = 0.0 if brief.further_language else _LEAST_SUPPORT[brief.style.preset]
    title = set(content_stems(facts.title)) if facts.description or facts.attributes else set()

    def keep(sentence: str) -> bool:
        news = set(content_stems(sentence)) - title or re.search(r"\d", sentence)
        return bool(news) and support(sentence, facts) >= least

    return keep


def faults(candidate: Candidate, brief: Brief) -> tuple[float, ...]:
    """For ordering, worse is greater: errors, warnings, broken off, wishes unfulfilled, words the facts don't have."""
    severities = [finding.severity for finding in check_copy(candidate, brief)]
    visible = html_to_text(candidate.artifact.text)
    full = TASKS[candidate.slot].full_length * share(candidate.slot, brief)
    length = min(len(visible.split()) / full, 1.0)
    return (
        severities.count("error"),
        severities.count("warning"),
        not candidate.artifact.complete,
        misses(visible, brief),
        -support(visible, brief.facts) * length,
    )
