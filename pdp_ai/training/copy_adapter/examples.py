"""From a text that a person let through to what a model is taught: the engine's own prompt, and the answer wanted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pdp_ai.cleaning import html_to_text
from pdp_ai.quality.grounding import check_grounding
from pdp_ai.recipes.base import Recipe
from pdp_ai.recipes.copy import CopyRecipe
from pdp_ai.recipes.copy_support import support
from pdp_ai.recipes.copy_tasks import TASKS
from pdp_ai.recipes.listing import ListingRecipe, listing_chat
from pdp_ai.slots import SLOTS
from pdp_ai.types import Brief, Message, ProductFacts

#: A line answers a fact that has so much of its words.
_LEAST_SUPPORT = 0.6
#: Where a question ends and its answer begins.
_QUESTION_MARK = re.compile(r"(?<=[?？])\s*")


@dataclass(frozen=True, slots=True)
class TrainingExample:
    #: Examples of one product are held out together.
    product: str
    slot: str
    chat: tuple[Message, ...]
    completion: str


def training_examples(
    recipe: Recipe, brief: Brief, texts: Mapping[str, str], photo: str = ""
) -> Iterator[TrainingExample]:
    """What `recipe` asks for the slots of `texts`, and what would have had to be answered for them to come of it.

    A text that is a worked example of its own prompt teaches only to copy and is left out; so are recipes whose model
    sees a photo.
    """
    product = f"{brief.facts.product_model}:{brief.facts.product_id}"
    if isinstance(recipe, ListingRecipe):
        asked = tuple(slot for slot in recipe.slots if brief.wants(slot))
        pairs = [("listing", listing_chat(asked, brief), _listing(asked, texts))] if set(asked) <= set(texts) else []
    elif isinstance(recipe, CopyRecipe) and not recipe.options.sees:
        pairs = [
            (slot, chat, completion)
            for slot in recipe.slots
            if slot in texts
            for chat, completion in _pairs(slot, recipe.chats(brief, photo), visible(slot, texts[slot]))
        ]
    else:
        pairs = []
    for slot, chat, completion in pairs:
        worked = [message.content for message in chat if message.role == "assistant"]
        if completion and not any(completion in text for text in worked):
            yield TrainingExample(product, slot, chat, completion)


def visible(slot: str, text: str) -> str:
    return html_to_text(text) if SLOTS[slot].kind == "html" else text


def _pairs(slot: str, chats: list[tuple[Message, ...]], text: str) -> Iterator[tuple[tuple[Message, ...], str]]:
    """Fact by fact: each line of the text answers the question whose fact bears it out best, if any does."""
    if not TASKS[slot].by_fact:
        yield chats[0], text
        return
    unanswered = {_fact(chat): chat for chat in chats}
    for line in _items(slot, text):
        best = max(unanswered, key=lambda fact: support(line, fact), default=None)
        if best and support(line, best) >= _LEAST_SUPPORT and not check_grounding(line, best):
            yield unanswered.pop(best), line


def _fact(chat: tuple[Message, ...]) -> ProductFacts:
    """All that the model is told of the product when it is asked about one fact."""
    asked = json.loads(chat[-1].content)
    return ProductFacts("", "", asked["title"], asked["fact"])


def _items(slot: str, text: str) -> list[str]:
    """One a line; a question and the lines of its answer are one."""
    lines = [line for line in text.splitlines() if line.strip()]
    if slot != "faq":
        return lines
    items: list[str] = []
    for line in lines:
        if items and not _QUESTION_MARK.search(line):
            items[-1] += f" {line}"
        else:
            items.append(line)
    return items


def _listing(slots: tuple[str, ...], texts: Mapping[str, str]) -> str:
    """The JSON object that would be read as these texts."""
    return json.dumps({slot: _value(slot, visible(slot, texts[slot])) for slot in slots}, ensure_ascii=False)


def _value(slot: str, text: str) -> str | list[str] | list[dict[str, str]]:
    if slot == "faq":
        pairs = (re.split(_QUESTION_MARK, item, maxsplit=1) for item in _items(slot, text))
        return [{"question": question, "answer": answer} for question, answer in pairs]
    return text.splitlines() if SLOTS[slot].kind == "lines" else text
