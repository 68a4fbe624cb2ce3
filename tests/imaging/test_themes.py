from __future__ import annotations

import pytest

from pdp_ai.imaging.themes import THEMES, choose_outdoors, choose_theme


def chosen(*wishes: str, unwanted: str = "", variant: int = 0, dark_photo: bool = False) -> str:
    return choose_theme(wishes, unwanted=unwanted, variant=variant, dark_photo=dark_photo).name


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_each_of_a_themes_words_leads_to_it(theme: object) -> None:
    assert {chosen(f"A {word.title()} place") for word in theme.words} == {theme.name}  # type: ignore[attr-defined]


def test_no_word_belongs_to_two_themes() -> None:
    words = [word for theme in THEMES for word in theme.words]
    assert len(words) == len(set(words))


def test_the_first_wish_that_names_a_theme_wins() -> None:
    assert chosen("bigger please", "dark", "wood") == "dark"


def test_candidates_take_turns_through_all_that_was_named() -> None:
    assert {chosen("dark or wood", variant=variant) for variant in range(4)} == {"dark", "wood"}


def test_without_words_candidates_differ() -> None:
    assert len({chosen("", variant=variant) for variant in range(5)}) == 5


def test_a_dark_photo_gets_dark_surroundings_first() -> None:
    assert chosen("", dark_photo=True) == "dark"
    assert chosen("", dark_photo=False) == "studio"


def test_unwanted_places_are_left_out_even_where_a_wish_names_them() -> None:
    assert chosen("wood, dark", unwanted="no wood", variant=0) == "dark"
    assert "wood" not in {chosen("", unwanted="wood", variant=variant) for variant in range(20)}


def test_a_style_against_everything_still_gets_a_scene() -> None:
    assert chosen("", unwanted=" ".join(theme.words[0] for theme in THEMES)) == "studio"


@pytest.mark.parametrize(
    ("wishes", "unwanted", "place"),
    [
        (("", "On the beach, evening light"), "", "beach"),
        (("in fresh snow", "on the beach"), "", "snow"),
        (("", "oak table, dark"), "", None),
        # What a person wishes for comes first, also where it can only be rendered.
        (("a white studio", "on the beach"), "", None),
        (("", "meadow by the sea"), "sea", "meadow"),
        (("a little larger", "green grass"), "", "meadow"),
    ],
)  # fmt: skip
def test_words_for_a_place_out_of_doors(wishes: tuple[str, str], unwanted: str, place: str | None) -> None:
    found = choose_outdoors(wishes, unwanted=unwanted, variant=0)
    assert (found and found.name) == place
