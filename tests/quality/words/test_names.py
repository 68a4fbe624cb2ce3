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


def test_who_drew_a_book_has_not_written_it() -> None:
    known = "Written by Ida Holm, illustrated by Per Strand."
    assert unborne("A story written by Per Strand.", known) == ["Per Strand"]
    assert unborne("With pictures illustrated by Per Strand.", known) == []


def test_an_adjective_names_its_country() -> None:
    assert unborne("Its lava comes from Iceland.", "A stone of Icelandic lava.") == []


def test_names_in_sayings_name_nobody() -> None:
    assert unborne("You need not cross the Rubicon, for Rome was not built in a day.", "A bag.") == []
    assert unborne("Woven in Rome.", "A bag.") == ["Rome"]
