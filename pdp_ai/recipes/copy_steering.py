"""How a style and a person's wish steer the copy: what the model is told and shown, and how much it may say."""

from __future__ import annotations

from pdp_ai.languages import language_name, primary
from pdp_ai.quality.content_words import content_stems
from pdp_ai.quality.hints import read_hint, speaks_of
from pdp_ai.quality.listed_words import word_pattern
from pdp_ai.recipes.copy_examples import Example, examples_in
from pdp_ai.types import Brief, Length, ProductFacts, WorkedExample

#: Worked examples a prompt holds where the style brings few of its own: more cost time, fewer lose a small model.
FEWEST_EXAMPLES = 3
#: Worked examples that a prompt holds at most.
MOST_EXAMPLES = 6

#: The task in other words, where the length asked for is not the usual one.
_TASKS: dict[tuple[str, Length], str] = {
    ("description", "short"): "Write the product description: one or two short sentences for the product page.",
    ("description", "long"): "Write the product description: two paragraphs of two or three sentences each.",
    ("bullets", "short"): "Write one very short selling point, at most 7 words, about the fact given.",
    ("meta_description", "short"): "Write one short sentence for a search result, at most 14 words.",
}
#: Tokens an answer may have, and words a full one has, as multiples of the usual.
_SHARES: dict[tuple[str, Length], float] = {
    ("description", "short"): 0.5,
    ("description", "long"): 2.2,
    ("meta_description", "short"): 0.7,
}
#: Selling points asked for.
_POINTS: dict[Length, int] = {"short": 3, "medium": 5, "long": 5}
_LENGTHS: tuple[Length, ...] = ("short", "medium", "long")


def length_of(brief: Brief) -> Length:
    """The style's, one step down or up where the person's wish says so."""
    place = _LENGTHS.index(brief.style.length or "medium") + read_hint(brief.hint).length_step
    return _LENGTHS[max(0, min(place, len(_LENGTHS) - 1))]


def task(slot: str, usual: str, brief: Brief) -> str:
    return _TASKS.get((slot, length_of(brief)), usual)


def share(slot: str, brief: Brief) -> float:
    return _SHARES.get((slot, length_of(brief)), 1.0)


def most_points(brief: Brief) -> int:
    return _POINTS[length_of(brief)]


def instructions(brief: Brief) -> list[str]:
    """What the style and the wish add to the task, a line each."""
    style, language = brief.style, brief.language
    foreign = primary(language) != "en" or brief.further_language
    lines = [
        foreign and f"Write in {language_name(language)} ({language}). Keep names, numbers and units as they are.",
        style.voice and f"Voice: {style.voice}",
        style.tone and f"Tone: {style.tone}",
        style.audience and f"Readers: {style.audience}",
        style.do_words and f"Where they fit, use the words: {', '.join(style.do_words)}",
        style.forbidden_words and f"Never use the words: {', '.join(style.forbidden_words)}",
        brief.hint and f"Also: {brief.hint}",
    ]
    return [line for line in lines if line]


def examples(slot: str, brief: Brief) -> list[Example]:
    """Ours first, as many as it takes to make enough, and the style's own last, where they weigh most."""
    own = [_example(example) for example in brief.style.examples if example.slot == slot][-MOST_EXAMPLES:]
    ours = examples_in(primary(brief.language))
    return [*ours[: max(0, FEWEST_EXAMPLES - len(own))], *own]


def misses(text: str, brief: Brief) -> int:
    """What the style and the wish ask for and the text does not have, counted."""
    hint, words, facts = read_hint(brief.hint), brief.style.do_words, brief.facts
    return (
        speaks_of(hint.avoid, text, facts)
        + (bool(hint.mention) and not speaks_of(hint.mention, text, facts))
        + (bool(words) and not any(word_pattern(word).search(text) for word in words))
    )


def _example(example: WorkedExample) -> Example:
    facts = ProductFacts.from_text(example.facts)
    return Example(facts, copy={example.slot: example.copy}, points={example.slot: _points(facts, example.copy)})


def _points(facts: ProductFacts, copy: str) -> dict[str, str]:
    """Each selling point under the fact that shares most words with it."""
    said = [f"{name}: {value}" for name, value in facts.attributes] + facts.description.splitlines()
    pairs = {}
    for line in filter(None, copy.splitlines()):
        stems = set(content_stems(line))
        fact = max(said, key=lambda fact: len(stems & set(content_stems(fact))), default=facts.title)
        pairs[fact] = line
    return pairs
