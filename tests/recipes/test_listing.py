"""Several slots by one call: what the model is asked, and what becomes of each field of its answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from pdp_ai.exceptions import ConfigurationError, RequestRefused
from pdp_ai.quality.judge import judge
from pdp_ai.recipes.copy_tasks import TASKS
from pdp_ai.recipes.listing import ListingRecipe
from pdp_ai.recipes.listing_schema import listing_schema
from pdp_ai.slots import SLOTS
from pdp_ai.types import Artifact, Brief, Candidate, CopyRequest, StyleSnapshot, WorkedExample
from tests.recipes.test_copy import FACTS

FIELDS = tuple(slot for slot in TASKS if not SLOTS[slot].per_photo)
GOOD: dict[str, Any] = {
    "title": "Oak Stool, 45 cm",
    "short_description": "A stool of solid oak, oiled by hand.",
    "description": "The Oak Stool is made of solid oak.\n\nIt is oiled by hand and 45 cm high.",
    "bullets": ["Made of solid oak", "Oiled by hand", "45 cm high"],
    "faq": [
        {"question": "How high is the stool?", "answer": "It is 45 cm high."},
        {"question": "What is it made of", "answer": "It is made of solid oak."},
        {"question": "Is it oiled?", "answer": "Yes, by hand."},
    ],
    "seo_title": "Oak Stool, oiled by hand",
    "meta_description": "The Oak Stool is made of solid oak, oiled by hand and 45 cm high.",
    "social_post": "Solid oak, oiled by hand: our Oak Stool is 45 cm high. #oak 🪵",
    "video_script": ["This is a stool of solid oak.", "It is oiled by hand.", "It is 45 cm high."],
}

Answer = Callable[[CopyRequest], dict[str, Any] | str]


def run(brief: Brief, answer: Answer, *slots: str) -> tuple[list[Candidate], list[list[CopyRequest]]]:
    """The candidates when a writer answers, and what was asked in each round."""
    steps = ListingRecipe({"slots": slots or FIELDS}).steps(brief, lambda _photo: b"")
    rounds: list[list[CopyRequest]] = []
    asks = next(steps)
    while True:
        rounds.append([ask.request for ask in asks])  # type: ignore[misc]
        said = [answer(request) for request in rounds[-1]]
        texts = [text if isinstance(text, str) else json.dumps(text, ensure_ascii=False) for text in said]
        artifacts = [Artifact("application/json", text=text, seconds=9, tokens_out=90) for text in texts]
        try:
            asks = steps.send(artifacts)
        except StopIteration as stop:
            return stop.value, rounds


def asked_for(request: CopyRequest) -> list[str]:
    return list(json.loads(request.json_schema)["properties"])


def wanted(answer: dict[str, Any]) -> Answer:
    """A writer who gives the fields asked for."""
    return lambda request: {slot: answer[slot] for slot in asked_for(request)}


def test_one_call_fills_every_slot_each_with_a_candidate_of_its_own() -> None:
    candidates, [[request]] = run(Brief(FACTS, "listing"), wanted(GOOD))
    assert [candidate.slot for candidate in candidates] == list(FIELDS)
    texts = {candidate.slot: candidate.artifact.text for candidate in candidates}
    assert texts["bullets"] == "Made of solid oak\nOiled by hand\n45 cm high"
    assert texts["faq"].startswith(
        "<h3>How high is the stool?</h3><p>It is 45 cm high.</p><h3>What is it made of?</h3>"
    )
    assert texts["faq"].endswith("<h3>Is it oiled?</h3><p>Yes, by hand.</p>")
    assert texts["description"].count("<p>") == 2
    assert [finding for candidate in candidates for finding in judge(candidate, Brief(FACTS, "listing"))] == []
    assert sum(candidate.artifact.seconds for candidate in candidates) == pytest.approx(9)
    assert request.json_schema == listing_schema(FIELDS)


def test_the_worked_example_satisfies_the_schema_it_is_an_example_of() -> None:
    for language in ("en", "zh"):
        _, [[request]] = run(Brief(FACTS, "listing", language=language), wanted(GOOD))
        [example] = [message for message in request.messages if message.role == "assistant"]
        schema = json.loads(request.json_schema)
        for array in (definition for definition in schema["properties"].values() if "minItems" in definition):
            del array["minItems"]  # an example shows the form, and may be shorter
        jsonschema.validate(json.loads(example.content), schema)


def test_the_schema_is_strict_and_limits_no_characters() -> None:
    schema = json.loads(listing_schema(FIELDS))
    assert schema["additionalProperties"] is False
    assert schema["required"] == list(FIELDS)
    assert "maxLength" not in json.dumps(schema)


def test_only_the_slots_that_are_wanted_are_asked_for() -> None:
    candidates, [[request]] = run(Brief(FACTS, "listing", slots=("title", "faq")), wanted(GOOD))
    assert asked_for(request) == ["title", "faq"]
    assert [candidate.slot for candidate in candidates] == ["title", "faq"]


def test_a_field_that_is_too_long_or_empty_is_asked_for_again_alone() -> None:
    long = "Oak stool for everybody and every room in the house, however small or large it may be"
    first = {**GOOD, "seo_title": long, "meta_description": ""}
    answers = iter([first, {"seo_title": "Oak Stool", "meta_description": "A stool of solid oak."}])
    candidates, rounds = run(Brief(FACTS, "listing"), lambda _request: next(answers))
    assert asked_for(rounds[1][0]) == ["seo_title", "meta_description"]
    system = rounds[1][0].messages[0].content
    assert "The last text for seo_title was too long" in system
    assert "The last text for meta_description" not in system
    texts = {candidate.slot: candidate.artifact.text for candidate in candidates}
    assert (texts["seo_title"], texts["meta_description"]) == ("Oak Stool", "A stool of solid oak.")


def test_what_stays_too_long_or_empty_arrives_whole_with_its_finding_beside_the_good_fields() -> None:
    long = "Oak stool for everybody and every room in the house, however small or large it may be"
    brief = Brief(FACTS, "listing", slots=("title", "seo_title", "meta_description"))
    candidates, rounds = run(brief, wanted({**GOOD, "seo_title": long, "meta_description": ""}))
    assert len(rounds) == 2
    title, seo_title, meta = candidates
    assert (title.artifact.text, judge(title, brief)) == (GOOD["title"], [])
    assert seo_title.artifact.text == long
    assert [finding.code for finding in judge(seo_title, brief)] == ["too_long"]
    assert [finding.code for finding in judge(meta, brief)] == ["empty"]


@pytest.mark.parametrize(
    "answer", ["", "I cannot do that.", '{"title": "Oak', "[]", '{"title": 7}', '{"title": "Oak", "price": "1"}']
)
def test_an_answer_that_is_not_the_object_is_asked_for_once_more_and_then_refused(answer: str) -> None:
    brief = Brief(FACTS, "listing", slots=("title",))
    answers = iter([answer, json.dumps({"title": "Oak Stool"})])
    candidates, rounds = run(brief, lambda _request: next(answers))
    assert (candidates[0].artifact.text, len(rounds)) == ("Oak Stool", 2)
    with pytest.raises(RequestRefused, match="not the listing that was asked for"):
        run(brief, lambda _request: answer)


def test_a_field_that_spoils_the_answer_takes_no_other_along() -> None:
    """As a model does that runs in circles in one field, until there is no room for the end of the object."""

    def answer(request: CopyRequest) -> dict[str, Any] | str:
        return '{"seo_title": "Oak oak oak' if "seo_title" in asked_for(request) else wanted(GOOD)(request)

    candidates, rounds = run(Brief(FACTS, "listing"), answer, "title", "seo_title", "meta_description")
    assert [candidate.slot for candidate in candidates] == ["title", "meta_description"]
    assert [[asked_for(request) for request in requests] for requests in rounds] == [
        [["title", "seo_title", "meta_description"]], [["title"]], [["seo_title"]], [["meta_description"]],
    ]  # fmt: skip
    assert len({request.seed for requests in rounds for request in requests}) == 4


def test_every_candidate_is_a_listing_of_its_own() -> None:
    brief = Brief(FACTS, "listing", slots=("title", "seo_title"), candidates=2, seed=5)
    texts = {5: {"title": "Oak Stool", "seo_title": "Stool of oak"}, 6: {"title": "Oiled", "seo_title": "45 cm high"}}
    candidates, [requests] = run(brief, lambda request: texts[request.seed])
    assert [request.seed for request in requests] == [5, 6]
    assert sorted((candidate.slot, candidate.index) for candidate in candidates) == [
        ("seo_title", 0), ("seo_title", 1), ("title", 0), ("title", 1),
    ]  # fmt: skip


def test_a_near_duplicate_is_dropped_and_its_field_drawn_again_alone() -> None:
    brief = Brief(FACTS, "listing", slots=("title", "meta_description"), candidates=2)
    same = "The Oak Stool is made of solid oak and oiled by hand."
    texts = iter(
        [
            {"title": "Oak Stool", "meta_description": same},
            {"title": "Oiled, 45 cm high", "meta_description": same.replace("and oiled", "and is oiled")},
            {"meta_description": "45 cm high, and oiled by hand: a stool that is all oak."},
        ]
    )
    candidates, [first, second] = run(brief, lambda _request: next(texts))
    assert [asked_for(request) for request in second] == [["meta_description"]]
    assert len({request.seed for request in (*first, *second)}) == 3
    said = [candidate.artifact.text for candidate in candidates if candidate.slot == "meta_description"]
    assert len(said) == 2
    assert same.replace("and oiled", "and is oiled") not in said


def test_what_cannot_be_said_in_two_ways_comes_once() -> None:
    brief = Brief(FACTS, "listing", slots=("title",), candidates=3)
    candidates, rounds = run(brief, lambda _request: {"title": "Oak Stool"})
    assert ([candidate.artifact.text for candidate in candidates], len(rounds)) == (["Oak Stool"], 2)


def test_style_language_and_sources_reach_the_model() -> None:
    style = StyleSnapshot(voice="dry wit", examples=(WorkedExample("title", "Bench", "A bench to sit on"),))
    brief = Brief(FACTS, "listing", style, language="de", sources=(("title", "Stool of oak"),))
    _, [[request]] = run(brief, wanted(GOOD))
    system = request.messages[0].content
    for words in ("dry wit", "Write in German (de)", "A bench to sit on", "Translate what stands under"):
        assert words in system
    assert json.loads(request.messages[-1].content)["texts"] == {"title": "Stool of oak"}
    assert len(request.messages) == 2  # an English example would lead back to English


@pytest.mark.parametrize("slots", [(), ("alt_text",), ("packshot",), ("hologram",)])
def test_slots_it_cannot_fill_are_a_configuration_error(slots: tuple[str, ...]) -> None:
    with pytest.raises(ConfigurationError, match="ListingRecipe fills"):
        ListingRecipe({"slots": slots})


def test_an_answer_that_says_no_wants_a_second_look() -> None:
    denial = [{"question": "Is it of oak?", "answer": "No, it is oiled by hand."}, *GOOD["faq"]]
    brief = Brief(FACTS, "listing", slots=("faq",))
    [candidate], _ = run(brief, wanted({"faq": denial}))
    assert [finding.code for finding in judge(candidate, brief)] == ["denied_answer"]
