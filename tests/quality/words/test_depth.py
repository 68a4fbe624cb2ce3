from __future__ import annotations

import pytest

from pdp_ai.types import ProductFacts
from tests.quality.words.things import facts, unborne, words


@pytest.mark.parametrize(
    ("text", "known", "claim"),
    [
        ("A scarf of pure wool.", facts("70% wool, 30% acrylic yarn."), "wool"),
        ("Panels of real oak.", facts("Panels with oak veneer."), "oak"),
        ("纯棉床单。", facts("棉60%，涤纶40%。"), "纯棉"),
        ("Everything about it is brass.", facts("Body of brass, base of marble."), "brass"),
    ],
)
def test_a_share_or_a_part_is_not_the_whole(text: str, known: ProductFacts, claim: str) -> None:
    assert words(unborne(text, known, "material")) == [claim]


def test_what_is_all_of_one_material_may_be_called_pure() -> None:
    assert unborne("A scarf of pure wool.", facts("100% wool."), "material") == []
    assert unborne("Everything about it is brass.", facts("Body and base of brass."), "material") == []
