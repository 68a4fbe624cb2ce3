from __future__ import annotations

import pytest

from pdp_ai.types import ProductFacts
from tests.quality.words.things import facts, unborne, words


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("The legs are walnut.", facts("Legs of ash, top of walnut.")),
        ("A lining of cupro.", facts("Shell: 100% cupro. Lining: 60% linen, 40% cotton.")),
        ("Its hood is lined with silk.", facts("Scarf of silk.", Lining="viscose")),
        ("A cap of cork, the bottle steel.", facts("Bottle of glass, stopper of steel, cap of cork.")),
        ("鞋底是牛皮。", facts("鞋面：牛皮；鞋底：橡胶。")),
        ("棉布提手。", facts("袋身为棉布。", 提手="皮革")),
        ("内衬米色丝绒。", facts("外层丝绒，内衬棉布。")),
    ],
)
def test_a_part_is_found_in_every_order_of_words(text: str, known: ProductFacts) -> None:
    (claim,) = unborne(text, known, "material")
    assert claim.contradicted


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("The legs are ash, the top walnut.", facts("Legs of ash, top of walnut.")),
        ("Wax-coated blade of steel.", facts("Steel blade, wax coated.")),  # a layer, not what it is of
        ("A silk-lined hood.", facts("Hood of wool, lined with silk.")),
        ("棉布袋身配皮革提手。", facts("袋身为棉布。", 提手="皮革")),
    ],
)
def test_the_right_part_is_borne_out_in_every_order_of_words(text: str, known: ProductFacts) -> None:
    assert unborne(text, known, "material") == []


def test_a_part_that_the_product_lacks_is_of_nothing() -> None:
    (claim,) = unborne("A crate with a lid of pine.", facts("A crate of pine. No lid."), "material")
    assert claim.contradicted


def test_what_is_said_more_closely_of_a_part_outranks_what_is_said_of_it_in_general() -> None:
    puzzle = facts("Wooden pieces. Pieces of lime wood, frame of birch.")
    assert words(unborne("Pieces of birch.", puzzle, "material")) == ["birch"]


def test_parts_that_are_named_together_share_a_material() -> None:
    guitar = facts("Top: cedar. Back and sides: sapele.")
    assert words(unborne("The back is cedar.", guitar, "material")) == ["cedar"]
    assert unborne("The back is sapele.", guitar, "material") == []


def test_the_name_of_an_attribute_tells_a_material_too() -> None:
    assert unborne("On a mat of felt.", facts("A bowl.", Felt_mat="grey, included"), "material") == []
