"""The words by which a title is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdp_ai.models.search_words import MAX_CHARACTERS, has_words, words_of, words_sought

TITLE = "Übergroßer Oak-Stool № 4711 — 黄铜台灯 LED灯 ＦＵＬＬ"


def test_words_are_told_apart_by_spaces_punctuation_and_kinds_of_writing() -> None:
    assert words_of("Oak-Stool, 45 cm (黄铜灯LED)") == {"oak", "stool", "45", "cm", "黄铜", "铜灯", "灯", "led"}


@pytest.mark.parametrize(
    "query",
    [
        "oak",
        "OA",
        "stool oak",
        "47 übergroß",
        "ÜBERGROSSER",
        "台灯",
        "铜台",
        "黄",
        "黄铜台灯",
        "灯 led",
        "led灯",
        "full",
        "%",
    ],
)
def test_a_title_is_found_by_beginnings_of_its_words_in_any_order_and_case(query: str) -> None:
    assert has_words(TITLE, words_sought(query))


@pytest.mark.parametrize("query", ["tool", "oak lamp", "台黄", "4712", "711", "灯台"])
def test_a_title_is_not_found_by_what_no_word_of_it_begins_with(query: str) -> None:
    assert not has_words(TITLE, words_sought(query))


def test_of_longer_words_the_beginnings_count() -> None:
    long = "a" * (MAX_CHARACTERS + 5)
    assert has_words(long, words_sought(long[:-1]))


@given(st.text("aBÜß é1-·．Ｆﾗ黄铜灯台ライ한국ไทย", max_size=60), st.data())
def test_whatever_is_cut_off_after_a_word_the_rest_finds_the_title(title: str, data: st.DataObject) -> None:
    start = data.draw(st.sampled_from([0, *(place + 1 for place, letter in enumerate(title) if letter.isspace())]))
    end = data.draw(st.integers(start, len(title)))
    assert has_words(title, words_sought(title[start:end]))
