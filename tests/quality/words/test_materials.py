from __future__ import annotations

import pytest

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.grounding import trace_claims
from pdp_ai.types import ProductFacts


def facts(description: str, **attributes: str) -> ProductFacts:
    return ProductFacts("shop.product", "1", "Thing", description, attributes=tuple(attributes.items()))


def claims(text: str, known: ProductFacts) -> list[Claim]:
    return [claim for claim in trace_claims(text, known) if claim.kind == "material"]


def unborne(text: str, known: ProductFacts) -> list[str]:
    return [claim.claim for claim in claims(text, known) if not claim.field]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Clasps of brass.", facts("Hinges of brass, clasps of nickel.")),  # parts that no list has
        ("The steel clasp shuts softly.", facts("A steel chain and a brass clasp.")),
        ("Tassels of silk.", facts("A silk cord.", Tassels="cotton")),
        ("A box of steel.", facts("Tools of steel, in a box of blow-moulded plastic.")),
    ],
)
def test_the_right_material_of_the_wrong_part_contradicts_the_facts(text: str, known: ProductFacts) -> None:
    (claim,) = claims(text, known)
    assert claim.contradicted


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("A brass clasp.", facts("A steel chain and a brass clasp.")),
        ("The EVA footbed gives way.", facts("Footbed of EVA foam.")),
        ("A tote of cotton.", facts("A canvas tote.", Material="cotton")),
    ],
)
def test_the_material_of_a_part_may_be_told_in_another_order(text: str, known: ProductFacts) -> None:
    assert unborne(text, known) == []


@pytest.mark.parametrize(
    ("text", "known", "claim"),
    [
        ("Bolts of A4 steel.", facts("Bolts of A2 stainless steel."), "A4 steel"),
        ("A bowl of 316 stainless steel.", facts("A bowl of stainless steel."), "316 stainless steel"),
        ("足金打造。", facts("18K玫瑰金戒指。"), "足金"),
        ("采用316不锈钢。", facts("304不锈钢水壶。"), "316不锈钢"),
        ("A frame of 7075 aluminium.", facts("A frame of 6061 aluminium."), "7075 aluminium"),
        ("Of 990 silver.", facts("A chain of 925 silver."), "990 silver"),
    ],
)
def test_a_better_grade_than_the_facts_name_is_not_borne_out(text: str, known: ProductFacts, claim: str) -> None:
    assert unborne(text, known) == [claim]


def test_one_alloy_goes_by_several_names() -> None:
    assert unborne("304 stainless steel.", facts("A flask of 18/8 stainless steel.")) == []
    assert unborne("A2 steel.", facts("304不锈钢。")) == []


def test_a_layer_is_not_the_whole() -> None:
    table = facts("MDF with oak veneer.")
    assert unborne("A top of solid oak.", table) == ["oak"]
    assert unborne("An oak veneer you want to touch.", table) == []
    assert unborne("Solid oak legs.", facts("Legs of solid oak, top with oak veneer.")) == []


def test_a_sheen_is_held_against_the_sheen_of_the_facts_only() -> None:
    assert unborne("A high gloss finish.", facts("Matt emulsion.")) == ["high gloss"]
    assert unborne("Glossy pages and polished manners.", facts("A book of 200 pages.")) == []


def test_the_name_of_a_shade_is_no_material() -> None:
    towel = facts("A towel of cotton.", Colours="terracotta, sage")
    assert unborne("Others prefer terracotta.", towel) == []


def test_a_non_stick_pan_is_still_of_something() -> None:
    assert unborne("A non-stick ceramic bowl.", facts("A pan of aluminium, non-stick.")) == ["ceramic"]
