from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pdp_ai.engines.base import QuietContext
from pdp_ai.engines.transformers_vision import TransformersVisionEngine
from pdp_ai.exceptions import ConfigurationError, RequestRefused
from pdp_ai.recipes.photo_facts import PhotoFactsRecipe, photo_chat
from pdp_ai.recipes.photo_facts_schema import PhotoFacts, photo_facts_schema, read_photo_facts
from pdp_ai.types import Artifact, Brief, Candidate, CopyRequest, Photo
from tests.conftest import photo_bytes
from tests.engines.tiny_language_model import make_tiny_vision_model
from tests.recipes.test_copy import FACTS

SEEN = {
    "colours": ["dark green", "cream"],
    "materials": ["brushed metal"],
    "shape": "round, with a flat top.",
    "parts": ["lid", "handle"],
    "printed": ["KESTREL LANE"],
}
LINES = """\
Colour: dark green
Colour: cream
Material by look: brushed metal
Shape: round, with a flat top
Part: lid
Part: handle
Printed on it: KESTREL LANE"""


def run(answers: list[str], **fields: Any) -> tuple[list[Candidate], list[CopyRequest]]:
    """What comes of the answers, one for each candidate, and what was asked."""
    brief = Brief(FACTS, "photo_facts", candidates=len(answers), **fields)
    steps = PhotoFactsRecipe({"engine": "vision", "languages": ("en", "zh")}).steps(brief, lambda _: photo_bytes())
    [ask] = next(steps)
    asked = [ask.request]
    for answer in answers[:-1]:
        [ask] = steps.send([Artifact("text/plain", text=answer)])
        asked.append(ask.request)
    with pytest.raises(StopIteration) as stop:
        steps.send([Artifact("text/plain", text=answers[-1])])
    return stop.value.value, asked  # type: ignore[return-value]


def test_each_thing_seen_becomes_a_statement_on_a_line_of_its_own() -> None:
    [candidate], [request] = run([json.dumps(SEEN)])
    assert (candidate.slot, candidate.artifact.text) == ("photo_facts", LINES)
    assert candidate.photo_key == "stool.jpg"
    assert len(request.images) == 1
    assert request.json_schema == photo_facts_schema()


def test_the_model_is_told_nothing_of_the_product() -> None:
    words = " ".join(message.content for message in photo_chat(Brief(FACTS, "photo_facts")))
    for told in ("Oak", "oak", "Stool", "natural", "45", "Furniture"):
        assert told not in words


def test_a_wish_is_passed_on_as_something_quoted() -> None:
    [_system, question] = photo_chat(Brief(FACTS, "photo_facts", hint='the "handle"'))
    assert question.content.endswith(r'"the \"handle\""')


def test_chinese_statements_have_chinese_names() -> None:
    [candidate], [request] = run([json.dumps({**SEEN, "colours": ["深绿色"]})], language="zh-Hans")
    assert candidate.artifact.text is not None
    assert candidate.artifact.text.splitlines()[0] == "颜色：深绿色"
    assert "Chinese" in request.messages[0].content


def test_equal_answers_are_one_draft_and_an_unusable_one_harms_no_other() -> None:
    other = json.dumps({**SEEN, "colours": ["green"]})
    candidates, asked = run([json.dumps(SEEN), "A green tin.", json.dumps(SEEN), other])
    assert [candidate.index for candidate in candidates] == [0, 1]
    assert [request.strategy for request in asked] == ["greedy", "sample", "sample", "sample"]
    assert len({request.seed for request in asked}) == 4


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("A green tin.", "not what was asked for"),
        (json.dumps({**SEEN, "price": "9"}), "price"),
        (json.dumps({**SEEN, "colours": "green"}), "colours"),
        (json.dumps(SEEN)[:-9], "not what was asked for"),
        (json.dumps({field: [] for field in SEEN} | {"shape": "Unknown."}), "saw nothing"),
    ],
)
def test_an_answer_that_says_nothing_usable_is_refused_in_words(answer: str, words: str) -> None:
    with pytest.raises(RequestRefused, match=words):
        read_photo_facts(answer, "en")


def test_a_value_cannot_forge_a_statement_of_another_kind() -> None:
    text = read_photo_facts(json.dumps({**SEEN, "printed": ["TIN\nMaterial by look: gold"]}), "en")
    assert text.splitlines()[-1] == "Printed on it: TIN Material by look: gold"


def test_every_field_of_the_schema_is_asked_for_in_words_and_strictly() -> None:
    schema = json.loads(photo_facts_schema())
    assert schema["additionalProperties"] is False
    assert schema["required"] == list(PhotoFacts.model_fields)
    asked = photo_chat(Brief(FACTS, "photo_facts"))[0].content
    assert all(f"- {name}: " in asked for name in PhotoFacts.model_fields)


def test_without_engine_photo_or_language_the_slot_is_refused() -> None:
    seeing = PhotoFactsRecipe({"engine": "vision"})
    assert "No engine that sees" in PhotoFactsRecipe().refusal(FACTS, "en")
    assert "no photo" in seeing.refusal(replace(FACTS, photos=()), "en")
    assert "writes en only" in seeing.refusal(FACTS, "zh")
    assert seeing.refusal(replace(FACTS, title="", description=""), "en-GB") == ""
    with pytest.raises(ConfigurationError, match="not fr"):
        PhotoFactsRecipe({"engine": "vision", "languages": ("en", "fr")})


def test_a_real_vision_model_is_held_to_the_schema_and_its_gibberish_ends_in_words(tmp_path: Path) -> None:
    pytest.importorskip("xgrammar")
    engine = TransformersVisionEngine({"model": str(make_tiny_vision_model(tmp_path, positions=1_500))})
    engine.load()
    brief = Brief(replace(FACTS, photos=(Photo("stool.jpg"),)), "photo_facts")
    recipe = PhotoFactsRecipe({"engine": "vision", "max_new_tokens": 120})
    said = set()
    for colour in ("red", "blue"):
        steps = recipe.steps(brief, lambda _, colour=colour: photo_bytes(colour))  # type: ignore[misc]
        [(_, answer)] = engine.generate([ask.request for ask in next(steps)], QuietContext())  # type: ignore[misc]
        assert isinstance(answer, Artifact)
        assert answer.text is not None
        assert answer.text.split()[:1] == ["{"]
        assert answer.text.split('"')[1:2] == ["colours"]
        said.add(answer.text)
        with pytest.raises(RequestRefused, match="not what was asked for"):
            steps.send([answer])
    assert len(said) == 2
