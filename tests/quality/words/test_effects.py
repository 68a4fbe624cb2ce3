from __future__ import annotations

import pytest

from pdp_ai.quality.grounding import check_grounding, trace_claims
from pdp_ai.types import ProductFacts


def facts(description: str = "A cushion of linen.", **attributes: str) -> ProductFacts:
    return ProductFacts("shop.product", "1", "Cushion", description, attributes=tuple(attributes.items()))


@pytest.mark.parametrize(
    "text",
    [
        "It soothes tired eyes.",
        "Helps you sleep through the night.",
        "Say goodbye to back pain.",
        "It supports healthy digestion.",
        "Stress relief in a jar.",
        "Look years younger.",
        "Recommended by physiotherapists.",
        "No more headaches.",
        "Gentle enough for newborns.",
        "Enriched with vitamin E.",
        "有效缓解颈椎疼痛。",
        "帮助改善睡眠质量。",
        "孕妇也可安心使用。",
        "预防感冒。",
    ],
)
def test_what_a_product_is_said_to_do_for_the_body_needs_a_fact(text: str) -> None:
    assert "ungrounded_health" in {finding.code for finding in check_grounding(text, facts())}


@pytest.mark.parametrize(
    "text",
    [
        "It reduces the weight on the seams.",
        "A healthy dose of comfort, and a kind word.",
        "Your guests will want to sleep on it.",
        "Supports your head while you read, and protects the table from scratches.",
        "Better air circulation.",
        "Perfect for children and grandparents alike.",
        "坐上去，心情也变好了。",
        "防止灰尘堆积在角落。",
    ],
)
def test_everyday_words_are_no_effects(text: str) -> None:
    assert check_grounding(text, facts()) == []


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("It eases back pain.", facts("Relieves pain in the back.")),
        ("Helps you sleep.", facts(Effect="improves sleep")),
        ("宝宝也能安心用。", facts("婴幼儿可用。")),
        ("Safe for babies.", facts(Age="suitable for babies")),
    ],
)
def test_an_effect_rests_on_a_fact_that_tells_of_it_in_other_words(text: str, known: ProductFacts) -> None:
    claims = [claim for claim in trace_claims(text, known) if claim.kind == "health"]
    assert claims
    assert all(claim.field for claim in claims)


def test_a_fact_that_only_names_the_ailment_is_none() -> None:
    [finding] = check_grounding("It cures headaches.", facts("A book about headaches."))
    assert finding.code == "ungrounded_health"


def test_whom_the_facts_rule_out_it_is_not_safe_for() -> None:
    [finding] = check_grounding("Gentle enough for newborns.", facts("Not for babies under 12 months."))
    assert finding.evidence["verdict"] == "contradicted"


@pytest.mark.parametrize(
    "text",
    [
        "Physiotherapist-approved.",
        "Recommended by leading dentists.",
        "Suitable for pregnant women.",
        "It cleans teeth and prolongs life.",
        "Prevents knee pain.",
        "杀病毒，延长寿命。",
    ],
)
def test_experts_people_at_risk_and_long_life_need_a_fact(text: str) -> None:
    assert "ungrounded_health" in {finding.code for finding in check_grounding(text, facts())}


def test_a_product_prolongs_the_life_of_another_without_a_promise_of_health() -> None:
    assert "ungrounded_health" not in {f.code for f in check_grounding("It extends the life of your shoes.", facts())}


def test_an_attribute_of_none_says_that_it_is_free_of_it() -> None:
    assert not check_grounding("Mercury-free.", facts(Mercury="none"))
