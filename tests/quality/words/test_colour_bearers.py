from __future__ import annotations

import pytest

from pdp_ai.quality.grounding import trace_claims
from pdp_ai.quality.words.bearer_nouns import WHOLE, bearer_of_field, nouns_of
from pdp_ai.types import ProductFacts

TENT = ProductFacts(
    "shop.product",
    "1",
    "Fjell Tent with Porch",
    "A tent for two. The groundsheet is grey, the zips run both ways.",
    attributes=(("Colour", "moss green"), ("Guy lines", "orange"), ("Pegs", "aluminium, red"), ("Bag", "moss")),
)


def claims(text: str, known: ProductFacts = TENT) -> dict[str, tuple[bool, bool]]:
    """By the words of each colour: whether it is borne out, and whether contradicted."""
    traced = trace_claims(text, known)
    return {claim.claim: (bool(claim.field), claim.contradicted) for claim in traced if claim.kind == "colour"}


@pytest.mark.parametrize(
    "text",
    [
        "A green tent with orange lines.",
        "Its lines are orange.",
        "It comes in moss green.",
        "The pegs, in red, are easy to find.",
        "Red pegs and a green bag.",
        "A tent in green.",
    ],
)
def test_a_colour_of_what_the_facts_give_it_to_is_borne_out(text: str) -> None:
    assert all(borne for borne, _ in claims(text).values()), claims(text)


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("An orange tent.", "orange"),
        ("Its lines are red.", "red"),
        ("Pegs in bright orange.", "orange"),
        ("The bag comes in red.", "red"),
        ("In red, for two.", "red"),
        ("Orange on the pegs.", "Orange"),
    ],
)
def test_a_colour_of_another_part_contradicts(text: str, colour: str) -> None:
    assert claims(text)[colour] == (False, True)


def test_a_part_that_the_facts_give_no_colour_may_have_the_products_but_not_another_parts() -> None:
    assert claims("A green zip.")["green"] == (True, False)
    assert claims("A red zip.")["red"] == (False, False)
    assert claims("A red toggle.")["red"] == (True, False)  # which the facts may call by another name


def test_colours_in_a_list_share_what_has_them() -> None:
    bowl = ProductFacts("shop.product", "1", "Bowl", attributes=(("Inside", "cream and blue"), ("Outside", "black")))
    assert all(borne for borne, _ in claims("A cream and blue inside, black on the outside.", bowl).values())
    assert claims("A blue and cream outside.", bowl) == {"blue": (False, True), "cream": (False, True)}


def test_what_the_facts_say_word_for_word_is_borne_out_whatever_it_is_said_of() -> None:
    watch = ProductFacts("shop.product", "1", "Watch", attributes=(("Colour", "steel grey"), ("Dial", "teal sunburst")))
    assert claims("Teal sunburst", watch) == {"Teal": (True, False)}
    assert claims("A teal watch.", watch) == {"teal": (False, True)}


def test_a_part_may_go_by_another_name() -> None:
    lamp = ProductFacts("shop.product", "1", "Lamp", attributes=(("Colour", "white"), ("Cable", "red")))
    assert claims("A white lamp with a red cord.", lamp) == {"white": (True, False), "red": (True, False)}
    assert claims("The flex is white.", lamp)["white"] == (False, True)


def test_chinese_parts_are_those_of_the_attributes_and_those_the_facts_colour() -> None:
    cup = ProductFacts(
        "shop.product",
        "1",
        "保温杯",
        "红色硅胶垫。",
        attributes=(("颜色", "白色"), ("杯盖颜色", "黑色")),
        language="zh-Hans",
    )
    assert claims("白色杯身，黑色杯盖。", cup) == {"白色": (True, False), "黑色": (True, False)}
    assert claims("白色杯盖。", cup)["白色"] == (False, True)
    assert claims("黑色硅胶垫。", cup)["黑色"] == (False, True)
    rod = ProductFacts("shop.product", "1", "鱼竿", attributes=(("颜色", "墨绿，握把黑色"),), language="zh-Hans")
    assert claims("墨绿的鱼竿，配黑色握把。", rod) == {"墨绿": (True, False), "黑色": (True, False)}
    assert claims("墨绿握把。", rod)["墨绿"] == (False, True)


def test_a_lamps_light_is_not_the_colour_of_its_parts() -> None:
    lamp = ProductFacts("shop.product", "1", "Lamp", "Warm white (2,700 K).", attributes=(("Colour", "black"),))
    assert claims("Warm white light from a black lamp.", lamp) == {"Warm white": (True, False), "black": (True, False)}


@pytest.mark.parametrize(
    ("field", "bearer"),
    [
        ("attributes.Colour", WHOLE),
        ("attributes.Finish", WHOLE),
        ("attributes.Lining colour", "inside"),
        ("attributes.Colour of the sole", "sole"),
        ("attributes.Bar 2 colour", WHOLE),
        ("attributes.鞋里颜色", "鞋里"),
        ("attributes.颜色", WHOLE),
        ("description", ""),
    ],
)
def test_an_attributes_name_says_what_has_the_colour(field: str, bearer: str) -> None:
    assert bearer_of_field(field) == bearer


def test_the_product_goes_by_its_name_even_where_that_is_a_parts() -> None:
    saddle = ProductFacts("shop.product", "1", "Touring Saddle with steel rails")
    assert nouns_of(saddle).bearer("saddles") == WHOLE
    assert nouns_of(TENT).bearer("porch") == ""
