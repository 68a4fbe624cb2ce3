from __future__ import annotations

import pytest

from pdp_ai.quality.copy import check_copy
from pdp_ai.quality.disagreement import check_facts
from pdp_ai.quality.evaluation.labelled_claims import labelled_products
from pdp_ai.types import Artifact, Brief, Candidate, ProductFacts


def facts(description: str = "", title: str = "", **attributes: str) -> ProductFacts:
    return ProductFacts("shop.product", "1", title, description, attributes=tuple(attributes.items()))


DISAGREE = [
    (facts("A sturdy shelf of steel.", Material="aluminium"), "steel", "Material says “aluminium”"),
    (facts("60 cm high", Height="0.7 m"), "60 cm", "Height says “0.7 m”"),
    (facts("Weighs 2.2 kg.", Weight="2 kg"), "2.2 kg", "Weight says “2 kg”"),
    (facts(title="Blue Mug", Colour="green"), "the title says “Blue”", "green"),
    (facts("Not for the dishwasher.", Dishwasher="yes"), "Not for the dishwasher", "Dishwasher says “yes”"),
    (facts("高20厘米", 高度="25厘米"), "20厘米", "25厘米"),
    (facts("总高20厘米", 产品高度="25厘米"), "20厘米", "25厘米"),
    (facts("60 cm high", **{"Overall height": "70 cm"}), "60 cm", "70 cm"),
    (facts("不锈钢杯身", 材质="玻璃"), "不锈钢", "玻璃"),
]

AGREE = [
    facts("69 cm long, of oak", Length="690 mm", Material="solid wood"),
    facts("The seat is 44 cm high.", Height="84 cm"),
    facts("Steel frame, oak legs.", Material="oak"),
    facts("About 27 inches long.", Length="69 cm"),
    facts("In a cardboard box.", Material="ceramic"),
    facts("床高35厘米，床头高95厘米", 床下净高="22厘米"),
    facts("A chair 84 cm high.", **{"Seat height": "44 cm"}),
    facts("A hole saw.", **{"Cutting depth, wood": "60 mm", "Cutting depth, brick": "35 mm"}),
    facts("A navy coat", title="Blue Coat", Colour="navy"),
    facts("Box for the dishwasher, lid not for the dishwasher.", Dishwasher="yes"),
]


@pytest.mark.parametrize(("known", "one", "other"), DISAGREE)
def test_two_facts_that_cannot_both_be_true_are_named(known: ProductFacts, one: str, other: str) -> None:
    [finding] = check_facts(known)
    assert (finding.code, finding.severity) == ("facts_disagree", "warning")
    assert one in finding.message
    assert other in finding.message


@pytest.mark.parametrize("known", AGREE)
def test_facts_that_may_both_be_true_are_left_alone(known: ProductFacts) -> None:
    assert list(check_facts(known)) == []


@pytest.mark.parametrize("product", [pytest.param(product, id=product.id) for product in labelled_products("tune")])
def test_the_labelled_products_agree_with_themselves(product: object) -> None:
    assert list(check_facts(product.facts)) == []  # type: ignore[attr-defined]


def test_every_draft_of_copy_carries_the_warning() -> None:
    brief = Brief(facts("A shelf of steel.", title="Shelf", Material="aluminium"), "description")
    candidate = Candidate("description", Artifact("text/plain", text="A shelf for your books, made of steel."))
    assert [finding.code for finding in check_copy(candidate, brief)] == ["facts_disagree"]
