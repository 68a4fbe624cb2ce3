from __future__ import annotations

import pytest

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.grounding import trace_claims
from pdp_ai.types import ProductFacts


def facts(description: str, **attributes: str) -> ProductFacts:
    named = tuple((name.replace("_", " "), value) for name, value in attributes.items())
    return ProductFacts("shop.product", "1", "Thing", description, attributes=named)


def unborne(text: str, known: ProductFacts, kind: str) -> list[Claim]:
    return [claim for claim in trace_claims(text, known) if claim.kind == kind and not claim.field]


def words(claims: list[Claim]) -> list[str]:
    return [claim.claim for claim in claims]


@pytest.mark.parametrize(
    ("text", "known", "claim"),
    [
        ("A lamp with its bulb included.", facts("A lamp. Bulb not included."), "bulb included"),
        ("It comes with a charger.", facts("A torch.", Charger="sold separately"), "charger"),
        ("Takes an E14 bulb and comes with one.", facts("A lamp for E14, bulb not supplied."), "comes with one"),
        ("A compass for night walks.", facts("A watch.", Compass="no"), "compass"),
        ("Fine on tiled stoves.", facts("A kettle.", Tiled_stoves="not suitable"), "tiled stoves"),
        ("附赠电池。", facts("手电筒，不含电池。"), "电池"),
    ],
)
def test_what_the_facts_leave_out_is_not_in_the_box(text: str, known: ProductFacts, claim: str) -> None:
    (found,) = unborne(text, known, "compatibility")
    assert found.claim == claim
    assert found.contradicted


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("The bulb is not included.", facts("A lamp. Bulb not included.")),
        ("Any bulb of up to 40 W will do.", facts("A lamp. Bulb not included.")),
        ("Head included, it is longer.", facts("40 mm, head not included.")),
        ("No compass to get lost with.", facts("A watch.", Compass="no")),
    ],
)
def test_a_thing_may_be_named_without_being_promised(text: str, known: ProductFacts) -> None:
    assert unborne(text, known, "compatibility") == []


def test_what_the_description_says_there_is_none_of_is_not_there() -> None:
    camera = facts("Camera with 12 megapixels. No flash. Strap of nylon.")
    (claim,) = unborne("Its flash lights the room.", camera, "compatibility")
    assert claim.contradicted


def test_all_hobs_are_gas_hobs_too_and_a_wash_at_forty_degrees_is_done_by_the_machine() -> None:
    assert unborne("Cooks on gas.", facts("Suitable for all hobs."), "compatibility") == []
    assert unborne("Machine washable.", facts("A rug.", Washing="40 °C, gentle"), "compatibility") == []
    assert words(unborne("Machine washable.", facts("A rug.", Washing="by hand, 30 °C"), "compatibility"))
