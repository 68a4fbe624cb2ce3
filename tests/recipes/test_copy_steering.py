from __future__ import annotations

import dataclasses
import json
from itertools import pairwise
from typing import Any

import pytest

from pdp_ai.recipes.copy_prompts import copy_chats
from pdp_ai.types import Brief, StyleSnapshot, WorkedExample
from tests.recipes.test_copy import FACTS, recipe, run


def brief(slot: str = "description", *, hint: str = "", **style: Any) -> Brief:
    return Brief(FACTS, slot, StyleSnapshot(**style), hint=hint)


def system(of: Brief) -> str:
    return copy_chats(of.recipe, of)[0][0].content


def test_everything_a_style_says_about_words_reaches_the_model() -> None:
    said = system(brief(voice="dry wit", tone="calm", audience="carpenters", do_words=("joinery",)))
    for wish in ("dry wit", "calm", "carpenters", "joinery"):
        assert wish in said


@pytest.mark.parametrize(("length", "hint", "words"), [
    ("short", "", "one or two short sentences"),
    ("", "", "two or three sentences"),
    ("", "shorter, please", "one or two short sentences"),
    ("long", "this is too long", "two or three sentences"),
    ("", "写得更短一些", "one or two short sentences"),
    ("", "mention the short legs", "two or three sentences"),
    ("short", "shorter", "one or two short sentences"),
])  # fmt: skip
def test_length_follows_the_style_and_the_wish_of_the_moment(length: str, hint: str, words: str) -> None:
    assert words in system(brief(length=length, hint=hint))


def test_a_short_text_is_given_less_room_and_shorter_examples() -> None:
    asked = {}
    for length in ("short", "medium", "long"):
        _, rounds = run(recipe("description"), brief(length=length), lambda _request: "The stool is of oak.")
        asked[length] = rounds[0][0]
    rooms = [asked[length].max_new_tokens for length in ("short", "medium", "long")]
    assert rooms == sorted(rooms)
    assert len(set(rooms)) == 3
    sizes = [sum(len(message.content) for message in asked[length].messages) for length in ("short", "medium", "long")]
    assert sizes == sorted(sizes)


def test_the_styles_own_examples_stand_last_and_push_ours_out() -> None:
    own = tuple(WorkedExample("description", f"Bench {n}\nMaterial: elm", f"Bench {n} of elm.") for n in range(2))
    chat = copy_chats("description", brief(examples=own))[0]
    answers = [message.content for message in chat if message.role == "assistant"]
    assert len(answers) == 3
    assert answers[1:] == ["Bench 0 of elm.", "Bench 1 of elm."]
    assert chat[-3].content == '{"title": "Bench 1", "Material": "elm"}'


def test_an_example_of_selling_points_pairs_each_with_its_fact() -> None:
    own = WorkedExample("bullets", "Bench\nMaterial: elm\n\nSeats three people.", "Room for three people\nSolid elm")
    chat = copy_chats("bullets", brief("bullets", examples=(own,)))[0]
    pairs = {question.content: answer.content for question, answer in pairwise(chat) if "Bench" in question.content}
    assert pairs == {
        '{"title": "Bench", "fact": "Seats three people."}': "Room for three people",
        '{"title": "Bench", "fact": "Material: elm"}': "Solid elm",
    }


def test_a_try_that_does_what_was_wished_is_preferred() -> None:
    texts = {0: "The Oak Stool is of solid oak and 45 cm high.", 1: "The Oak Stool is oiled by hand.", 2: "Oak Stool."}
    wished = brief("meta_description", hint="mention that it is oiled")
    candidates, _ = run(recipe(), wished, lambda request: texts[request.seed])
    assert candidates[0].artifact.text == texts[1]
    candidates, _ = run(recipe(), dataclasses.replace(wished, hint=""), lambda request: texts[request.seed])
    assert candidates[0].artifact.text == texts[0]


def test_the_wished_selling_point_comes_first() -> None:
    chats = copy_chats("bullets", brief("bullets", hint="mention the oil"))
    assert "oiled by hand" in chats[0][-1].content


def test_the_styles_adapter_is_asked_of_the_engine() -> None:
    _, rounds = run(recipe(), brief("meta_description", adapter="warm"), lambda _request: "The stool is of oak.")
    assert {request.adapter for request in rounds[0]} == {"warm"}


def test_the_wished_fact_is_given_once_more_beside_the_product() -> None:
    question = copy_chats("description", brief(hint="mention the material"))[0][-1].content
    assert json.loads(question)["mention"] == "Material: oak"
    assert "mention" not in json.loads(copy_chats("description", brief(hint="mention the hood"))[0][-1].content)


def test_what_is_to_be_left_out_is_not_shown_to_the_model() -> None:
    for slot in ("description", "bullets"):
        told = " ".join(chat[-1].content for chat in copy_chats(slot, brief(slot, hint="don't mention the material")))
        assert "Material" not in told
        assert "oiled by hand" in told
    assert "Material" in copy_chats("description", brief(hint="warmer words"))[0][-1].content
