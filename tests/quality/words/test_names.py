from __future__ import annotations

from pdp_ai.quality.grounding import trace_claims
from pdp_ai.types import ProductFacts


def unborne(text: str, description: str, **attributes: str) -> list[str]:
    known = ProductFacts("shop.product", "1", "Bag", description, attributes=tuple(attributes.items()))
    return [claim.claim for claim in trace_claims(text, known) if claim.kind == "name" and not claim.field]


def test_a_bag_of_cloth_from_italy_that_is_sewn_in_tunisia_is_not_made_in_italy() -> None:
    description = "Cloth from a mill in Italy; sewn in Tunisia."
    assert unborne("Made in Italy.", description) == ["Italy"]
    assert unborne("Made in Tunisia, of cloth from Italy.", description) == []
    assert unborne("Made in Portugal.", "A bag.", Origin="Portugal") == []


def test_publishers_and_authors_are_names() -> None:
    assert unborne("山海出版社出版，插画出自林间。", "一本绘本，青禾出版社。") == ["山海出版社", "林间"]
    assert unborne("青禾出版社出版。", "一本绘本，青禾出版社。") == []
