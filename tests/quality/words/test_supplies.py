from __future__ import annotations

import pytest

from pdp_ai.types import ProductFacts
from tests.quality.words.things import facts, unborne, words


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
        ("净重2千克，琴盒为黑色。", facts("净重2千克（不含琴盒）。琴盒为黑色。")),
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


def test_the_answer_no_denies_what_its_question_asks() -> None:
    rug = facts("A rug. Not for the washing machine.")
    assert unborne("Can it go in the washing machine? No, beat it outside.", rug, "compatibility") == []
    assert words(unborne("Can it go in the washing machine? Yes, at 30 °C.", rug, "compatibility"))
    assert unborne("能机洗吗？不能，请拍打。", facts("一条地毯，不可机洗。"), "compatibility") == []


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Put it on the balcony.", facts("A lamp for indoor use.")),
        ("A wall for the shower.", facts("Paint, not for bathrooms.")),
    ],
)
def test_surroundings_that_the_facts_exclude_contradict_them_by_any_name(text: str, known: ProductFacts) -> None:
    (found,) = unborne(text, known, "compatibility")
    assert found.contradicted


def test_what_will_never_happen_is_what_the_thing_stands_up_to() -> None:
    assert words(unborne("It will never rust.", facts("A hook of iron."), "resistance")) == ["will never rust"]
    assert unborne("It will never rust.", facts("A rustproof hook."), "resistance") == []
    assert unborne("It won't break the bank.", facts("A hook of iron."), "resistance") == []
