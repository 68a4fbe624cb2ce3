from __future__ import annotations

import json

import pytest

from pdp_ai.quality.copy import check_copy
from pdp_ai.recipes.judged_copy import JudgedCopyRecipe
from pdp_ai.types import Artifact, Brief, EntailmentRequest, Photo, ProductFacts, Verdict

LAMP = ProductFacts(
    "shop.product", "1", "Orrin Lamp", "A lamp with an oak foot. The adapter is not included.", language="en"
)
BRIEF = Brief(LAMP, "description")
WRITTEN = "The Orrin Lamp stands on a foot of oak. The adapter of the lamp is included."


def no_photo(photo: Photo) -> bytes:
    raise AssertionError(photo)


def copy(text: str) -> Artifact:
    return Artifact("text/plain", text=text, model="writer")


def recipe() -> JudgedCopyRecipe:
    return JudgedCopyRecipe({"slot": "description", "tries": 1, "judge_engine": "nli"})


def test_the_sentences_left_over_are_held_against_the_facts() -> None:
    steps = recipe().steps(BRIEF, no_photo)
    writing = next(steps)
    judging = steps.send([copy(WRITTEN) for _ in writing])
    assert [(ask.engine, ask.request) for ask in judging] == [
        (
            "nli",
            EntailmentRequest(
                "Orrin Lamp. A lamp with an oak foot. The adapter is not included.",
                "The adapter of the lamp is included.",
            ),
        )
    ]
    answer = Artifact("application/json", text=json.dumps({"entailment": 0.02, "neutral": 0.03, "contradiction": 0.95}))
    with pytest.raises(StopIteration) as stop:
        steps.send([answer])
    [candidate] = stop.value.value
    [verdict] = candidate.verdicts
    assert isinstance(verdict, Verdict)
    assert "contradicted_sentence" in [finding.code for finding in check_copy(candidate, BRIEF)]


def test_a_text_whose_every_sentence_was_traced_is_not_asked_about() -> None:
    steps = recipe().steps(BRIEF, no_photo)
    writing = next(steps)
    with pytest.raises(StopIteration) as stop:
        steps.send([copy("The Orrin Lamp is a lamp with a foot of oak.") for _ in writing])
    [candidate] = stop.value.value
    assert candidate.verdicts == ()


def test_both_of_its_engines_are_named() -> None:
    assert recipe().engines == ("copy", "nli")
