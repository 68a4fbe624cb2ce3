"""One field of copy from the product's facts: several tries in one batch, tidied and judged, the best ones kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, ClassVar

from pdp_ai.cleaning import html_to_text
from pdp_ai.exceptions import ConfigurationError, RequestRefused
from pdp_ai.languages import primary, same_language
from pdp_ai.quality.content_words import content_stems
from pdp_ai.quality.grounding import check_grounding
from pdp_ai.recipes.base import Ask, OpenPhoto, Recipe, Steps
from pdp_ai.recipes.copy_prompts import copy_chats, translation_chat
from pdp_ai.recipes.copy_selection import select
from pdp_ai.recipes.copy_steering import share
from pdp_ai.recipes.copy_support import support
from pdp_ai.recipes.copy_tasks import TASKS
from pdp_ai.recipes.copy_tidying import tidy
from pdp_ai.sentences import sentence as _
from pdp_ai.slots import SLOTS, place_name
from pdp_ai.types import Artifact, Brief, Candidate, CopyRequest, Message, Photo, ProductFacts

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

#: Times a text is asked for: once more when it was unusable, too long, or much like a better one.
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
        #: Alias of an engine that compares candidates by what they say; empty compares them by their words.
        embedding_engine: str = ""
        #: Whether the engine sees: alternative text is then written from the photo itself, beside the facts.
        sees: bool = False

    def __init__(self, options: Any = None) -> None:
        super().__init__(options)
        if self.options.slot not in TASKS:
            raise ConfigurationError(f"CopyRecipe writes {', '.join(TASKS)}; there is no slot {self.options.slot!r}.")
        if self.options.tries < 1:
            raise ConfigurationError(f"tries is 1 or more, not {self.options.tries}.")
        if self.options.sees and not SLOTS[self.options.slot].per_photo:
            raise ConfigurationError(f"{self.options.slot} is said of no photo in particular; leave out `sees`.")
        self.slots = (self.options.slot,)

    def refusal(self, facts: ProductFacts, language: str) -> str:
        if self.options.sees and not facts.photos:
            return _("The product has no photo to describe; add one first.")
        return copy_refusal(facts, language, self.options.languages)

    def steps(self, brief: Brief, open_photo: OpenPhoto) -> Steps:
        written: dict[str, list[Candidate]] = {photo: [] for photo in self._photos(brief)}
        images = {photo.key: self._images(photo, open_photo) for photo in brief.facts.photos if photo.key in written}
        kept: dict[str, list[Candidate]] = {photo: [] for photo in written}
        seed = brief.seed
        for _round in range(ROUNDS):
            wanted = [photo for photo in kept for _missing_one in range(missing(kept[photo], brief))]
            if not wanted:
                break
            chats = [self.chats(brief, photo, too_long=any(map(is_too_long, kept[photo]))) for photo in wanted]
            starts = range(seed, seed + len(wanted) * self.options.tries, self.options.tries)
            asked = zip(chats, starts, wanted, strict=True)
            groups = [self._requests(chat, start, brief, images.get(photo, ())) for chat, start, photo in asked]
            answers = iter((yield [Ask(self.options.engine, request) for group in groups for request in group]))
            fresh: dict[str, list[Candidate]] = {photo: [] for photo in wanted}
            for photo, group, chat in zip(wanted, groups, chats, strict=True):
                fresh[photo] += self._candidates(list(islice(answers, len(group))), chat, brief, photo)
            seed = starts.stop
            for photo, candidates in fresh.items():
                # The newest first: of two equally good texts, the one asked for with more care.
                written[photo] = [*candidates, *written[photo]]
                taken = [other.artifact.text for key, others in kept.items() if key != photo for other in others]
                kept[photo] = yield from select(written[photo], brief, self.options.embedding_engine, taken)
        if not any(kept.values()):
            raise RequestRefused(_("The model gave no usable text; add to the product's description and ask again."))
        return [candidate for candidates in kept.values() for candidate in candidates]

    def _photos(self, brief: Brief) -> list[str]:
        """The photos that a text is wanted of, where the slot is said of photos; else none in particular."""
        photos = [photo.key for photo in brief.facts.photos if not brief.photos or photo.key in brief.photos]
        return (photos if SLOTS[self.options.slot].per_photo else []) or [""]

    def chats(self, brief: Brief, photo: str = "", *, too_long: bool = False) -> list[tuple[Message, ...]]:
        """What the engine is asked, fact by fact where the slot is asked for so."""
        slot = self.options.slot
        if source := dict(brief.sources).get(place_name(slot, photo=photo)):
            return [translation_chat(slot, source, brief, too_long=too_long)]
        return copy_chats(slot, brief, too_long=too_long)

    def _images(self, photo: Photo, open_photo: OpenPhoto) -> tuple[bytes, ...]:
        """The photo for an engine that sees. Raises `PhotoUnreadable`."""
        if not self.options.sees:
            return ()
        # NumPy belongs to the workers; the web server imports recipes too.
        from pdp_ai.imaging.read import normalise_photo  # noqa: PLC0415

        return (normalise_photo(open_photo(photo)),)

    def _requests(
        self, chats: list[tuple[Message, ...]], first_seed: int, brief: Brief, images: tuple[bytes, ...]
    ) -> list[CopyRequest]:
        """All tries at one text. A precise one is first asked for without chance."""
        given: dict[str, Any] = {"images": images} if images else {"adapter": brief.style.adapter}
        return [
            CopyRequest(chat, max_new_tokens=self._room(brief), seed=seed, **given, **self._decoding(seed, brief))
            for seed in range(first_seed, first_seed + self.options.tries)
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
        self, tries: list[Artifact], chats: list[tuple[Message, ...]], brief: Brief, photo: str
    ) -> list[Candidate]:
        """The usable ones of the tries at one text, tidied."""
        slot = SLOTS[self.options.slot]
        if len(chats) > 1:
            tries = [_pooled(tries, len(chats), brief.facts)]
        return [
            Candidate(
                slot.name,
                replace(answer, text=text, complete=answer.complete or not _breaks_off(text, whole_words(answer))),
                photo_key=photo,
                prompt=(*chats[0][:-1], *(chat[-1] for chat in chats)),
            )
            for answer in tries
            if (text := tidy(slot.name, whole_words(answer), _supported_by(brief)))
        ]


def copy_refusal(facts: ProductFacts, language: str, known: Collection[str]) -> str:
    """Why a model that knows the languages `known` can write nothing of these facts; empty when it can."""
    if not facts.title and not html_to_text(facts.description):
        return _("The product has neither a title nor a description; there is nothing to write about.")
    names = ", ".join(known)
    if not any(same_language(language, tag) for tag in known):
        return _(
            "The model configured for copy writes %(known)s only; this text was asked for in %(language)s.",
            known=names,
            language=language,
        )
    if not any(same_language(facts.language, tag) for tag in known):
        return _(
            "The model configured for copy reads %(known)s only; the product's data are in %(language)s.",
            known=names,
            language=facts.language,
        )
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


def missing(kept: list[Candidate], brief: Brief) -> int:
    """How many texts are still to be asked for: too few that differ, or too long."""
    return brief.candidates - sum(not is_too_long(candidate) for candidate in kept)


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
