from __future__ import annotations

import struct

import pytest

from pdp_ai.quality.similarity import NEAR_DUPLICATE, cosine, distinct, measure_spread, similarity, spread_by_place
from pdp_ai.types import Artifact, Candidate

STOOL = "The Oak Stool is made of solid oak, oiled by hand and 45 cm high."


@pytest.mark.parametrize(
    "other",
    [
        STOOL,
        STOOL.upper(),
        "The Oak Stool is made of solid oak, oiled by hand, and is 45 cm high.",
        "The oak stool is made from solid oak, oiled by hand and 45 cm high!",
    ],
)
def test_a_word_or_two_exchanged_make_a_near_duplicate(other: str) -> None:
    assert similarity(STOOL, other) >= NEAR_DUPLICATE


@pytest.mark.parametrize(
    "other",
    [
        "Oiled by hand and 45 cm high, this stool of solid oak is made to last.",
        "A seat for every room: solid oak, a hand-oiled finish, 45 cm.",
        "The Brass Lamp is made of solid brass, polished by hand and 30 cm high.",
        "",
    ],
)
def test_another_text_on_the_same_thing_is_none(other: str) -> None:
    assert similarity(STOOL, other) < NEAR_DUPLICATE


def test_chinese_is_compared_character_by_character() -> None:
    assert similarity("橡木凳,实心橡木制成,手工上油。", "橡木凳,实心橡木制成,手工上油!") == 1
    assert similarity("橡木凳,实心橡木制成。", "黄铜台灯,手工抛光而成。") < 0.2


def test_distinct_counts_runs_of_words() -> None:
    assert distinct(["a b a b"], 1) == 0.5
    assert distinct(["a b a b"], 2) == pytest.approx(2 / 3)
    assert distinct(["one two", "three four"], 2) == 1
    assert distinct([""], 2) == 1


def test_equal_texts_have_no_spread_and_different_ones_have() -> None:
    same = measure_spread([STOOL, STOOL])
    assert (same.similarity, same.distinct_2) == (1, 0.5)
    varied = measure_spread([STOOL, "A seat for every room, of the best wood."])
    assert varied.similarity < 0.3
    assert varied.distinct_2 > 0.9


def test_spread_is_told_by_place_where_there_is_a_choice() -> None:
    def candidate(slot: str, text: str | None, photo: str = "") -> Candidate:
        return Candidate(slot, Artifact("text/plain", text=text), photo_key=photo)

    spread = spread_by_place(
        [
            candidate("description", "<p>Oak.</p>"),
            candidate("description", "<p>Solid oak.</p>"),
            candidate("title", "Oak Stool"),
            *(candidate("alt_text", text, "7") for text in ("A stool", "A stool of oak", "A stool")),
            candidate("alt_text", "A stool", "8"),
            candidate("packshot", None),
        ]
    )
    assert sorted(spread) == ["alt_text#7", "description"]
    assert spread["alt_text#7"]["texts"] == 3


def test_the_cosine_of_two_embeddings() -> None:
    assert cosine(struct.pack("<2f", 1, 0), struct.pack("<2f", 0.6, 0.8)) == pytest.approx(0.6)
