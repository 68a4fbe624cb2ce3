from __future__ import annotations

import pytest

from pdp_ai.quality.grounding import trace_claims
from pdp_ai.types import ProductFacts


def facts(description: str = "A rucksack with a flap.", **attributes: str) -> ProductFacts:
    return ProductFacts("shop.product", "1", "Rucksack", description, attributes=tuple(attributes.items()))


BLUE = facts(Colour="blue")


def unborne(text: str, known: ProductFacts = BLUE) -> list[str]:
    return [claim.claim for claim in trace_claims(text, known) if claim.kind == "colour" and not claim.field]


@pytest.mark.parametrize(
    "text",
    [
        "Red tape and grey matter stay at the office.",  # compounds
        "For black Mondays and golden summers.",  # nouns of time and feeling
        "The black-market price, without the blue-sky talk.",  # joined to a word of their own
        "Your neighbour will be green with jealousy.",
        "A budget that stays out of the red.",
        "As white as snow, as good as gold.",
        "A zip worth its weight in gold.",
        "Mornings are golden.",
        "Brown fingers tell of a day in the garden.",
        "Enough to make a rival turn green, or see red.",
        "Pour yourself a glass of red.",
        "Silver moons, green hills, a grey valley far below.",
        "The world is big and blue.",
        "For red knuckles and black paws.",
        "It runs through the trip like a golden thread.",
        "Sing the blues, count the oranges.",
        "For grey-haired scouts and red-faced recruits.",
        "It stands out on a white tablecloth.",
        "Keep it for your silver anniversary, or a blue belt in judo.",
        "黑白分明的态度，绿水青山的远方。",
    ],
)
def test_a_colour_that_colours_nothing_of_the_product_is_no_claim(text: str) -> None:
    assert unborne(text) == []


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("With red straps and a flap.", "red"),
        ("A red-lined flap.", "red"),
        ("It comes in a green that lasts.", "green"),
        ("Out of the red bag comes all you need.", "red"),
        ("In bold mustard.", "mustard"),
        ("Choose black, mint or plum.", "mint"),
        ("Orange for the mountains.", "Orange"),
        ("A mustard rucksack, petrol straps.", "mustard"),
        ("A mustard rucksack, petrol straps.", "petrol"),
        ("In soft greys and greens.", "greys"),
        ("With a cerise zip.", "cerise"),
        ("With a flap in gunmetal.", "gunmetal"),
        ("玫瑰红肩带，胡桃色拉链。", "胡桃色"),
        ("碧绿的肩带。", "碧绿"),
    ],
)
def test_a_colour_of_the_product_or_of_a_part_needs_a_fact(text: str, claim: str) -> None:
    assert claim in unborne(text)


def test_a_thing_that_the_data_speak_of_has_its_colour_after_all() -> None:
    tea = facts("A box for tea, with compartments for tea bags.", Colour="white")
    assert unborne("Out of the box comes a white tea box.", tea) == []
    assert unborne("A red label.", facts("With a label.", Colour="blue")) == ["red"]


def test_a_short_value_of_any_attribute_may_be_a_colour() -> None:
    assert unborne("Stitched in tobacco.", facts(Colour="raw blue", Stitching="tobacco")) == []


def test_colours_in_a_numbered_list_are_all_known() -> None:
    assert unborne("In red or plum.", facts("Shades: 01 Brick Red, 02 Plum.")) == []


def test_off_white_does_not_bear_out_pure_white() -> None:
    assert unborne("In pure white.", facts(Colour="ivory")) == ["pure white"]
    assert unborne("In white.", facts(Colour="ivory")) == []


def test_a_dark_shade_is_dark_and_a_dark_colour_is_not_each_of_its_shades() -> None:
    assert unborne("In dark red.", facts(Colour="burgundy")) == []
    assert unborne("In burgundy.", facts(Colour="dark red")) == ["burgundy"]
    assert unborne("In navy.", facts(Colour="dark blue")) == []
    assert unborne("In bright yellow.", facts(Colour="yellow")) == []


def test_a_name_with_a_colours_word_in_it_is_a_name() -> None:
    pebble = ProductFacts("shop.product", "1", "Pebble Mini Speaker", attributes=(("Colour", "blue"),))
    assert unborne("The Pebble Mini plays on.", pebble) == []
