from __future__ import annotations

import pytest

from tests.quality.words.things import facts, unborne, words


@pytest.mark.parametrize(
    "text",
    [
        "It drills through oak and steel.",
        "Cuts leather and felt.",
        "Light work of hard maple.",
        "Holes of 9 mm in brick, 6 mm in steel.",
        "A glue for glass.",
        "It matches dark walnut.",
        "Looks at home on marble worktops.",
        "Smooth like glass.",
        "Through rose-tinted glasses.",
        "用来切玻璃。",
    ],
)
def test_what_a_product_is_used_on_and_stands_among_is_not_what_it_is_of(text: str) -> None:
    assert unborne(text, facts("A tool of aluminium."), "material") == []


@pytest.mark.parametrize(
    ("text", "claim"),
    [("Cut from solid oak.", "oak"), ("Printed on cork.", "cork"), ("A handle turned in ash.", "ash")],
)
def test_what_it_is_cut_from_is(text: str, claim: str) -> None:
    assert words(unborne(text, facts("A tool of aluminium."), "material")) == [claim]


def test_gold_and_silver_are_metals_where_the_facts_tell_their_fineness() -> None:
    assert words(unborne("Each clasp is gold.", facts("Chain of sterling silver."), "material")) == ["gold"]
    assert unborne("The best seat is gold.", facts("A chair.", Colour="gold"), "material") == []


def test_a_fruit_is_a_wood_where_something_is_made_of_it() -> None:
    barrel = facts("Vinegar, six years in barrels of ash.")
    assert words(unborne("Matured in barrels made of chestnut.", barrel, "material")) == ["chestnut"]
    assert unborne("Notes of chestnut and cherry.", barrel, "material") == []


def test_a_material_in_a_list_of_materials_is_one() -> None:
    assert words(unborne("A blend of cotton and modal.", facts("100% cotton."), "material")) == ["modal"]


def test_what_something_is_only_likened_to_or_asked_about_is_not_claimed() -> None:
    chair = facts("A chair of ash.")
    assert unborne("Days like warm silk. Lacquered? Not at all.", chair, "material") == []
    assert words(unborne("Of fine materials like silk.", chair, "material")) == ["silk"]
