from __future__ import annotations

import pytest

from pdp_ai.quality.grounding import check_grounding, trace_claims
from pdp_ai.types import ProductFacts


def facts(description: str = "A lamp of steel.", **attributes: str) -> ProductFacts:
    return ProductFacts("shop.product", "1", "Lamp", description, attributes=tuple(attributes.items()))


def guarantees(text: str, known: ProductFacts) -> list[str]:
    return [
        finding.evidence["claim"] for finding in check_grounding(text, known) if finding.evidence["kind"] == "guarantee"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "We mend it for as long as you own it.",
        "If a seam gives way, our workshop stitches it up again, and you pay nothing.",
        "Not in love? Send it back and we’ll give you your money back.",
        "Should it break, we'll send you another one.",
        "Changed your mind? Returning it costs you nothing.",
        "If it wears through, you get a new pair.",
        "We stand behind every lamp we make.",
        "Order before 3 pm and have it tomorrow.",
        "You can exchange it whenever you like.",
        "We'll match any lower price.",
        "Try it at home and only pay if you keep it.",
        "Comes with free installation.",
        "Trade in your old lamp.",
        "Yours to keep or return, no questions asked.",
        "Cancel your subscription at any time.",
        "Buy one, get one free.",
        "以旧换新。",
        "次日必达。",
        "坏了我们免费修。",
        "收到不喜欢，随时可以退。",
        "质量问题，运费我们出。",
        "终身免费换灯泡。",
        "今天下单，明天就到。",
        "买贵了退差价。",
    ],
)
def test_whatever_the_shop_binds_itself_to_is_a_guarantee_without_a_fact(text: str) -> None:
    assert guarantees(text, facts())


@pytest.mark.parametrize(
    "text",
    [
        "The arm returns to its place without a sound, and delivers light wherever you need it.",
        "The bulb can be replaced without tools; repairs are easy, since every part unscrews.",
        "We love the light it sends across the room, and designed it for small rooms.",
        "Free your desk from clutter, and keep both hands free.",
        "It ships flat and fits through any door.",
        "Order and calm return to your desk.",
        "A free spirit among lamps, and the perfect gift for any occasion.",
        "The shade is fixed at any angle, at any time.",
        "A lamp for life: its bulb can be replaced at any time, even if it is old.",
        "Try it, even if you never read at night.",
        "It delivers a warm light and leaves both hands free.",
        "It repairs and restores your mood overnight.",
        "We do not offer free returns.",
        "随时随地享受阅读，灯罩可更换。",
        "当天空暗下来，它就亮了，是送礼的好选择。",
    ],
)
def test_the_same_words_bind_nobody_elsewhere(text: str) -> None:
    assert guarantees(text, facts()) == []


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Not happy? You get a full refund.", facts(Promise="money back within 60 days")),
        ("One replacement is free within a year.", facts(Chewed="one free replacement within 12 months")),
        ("Send it in: resharpening is free for life.", facts(Service="free resharpening for life")),
        ("Free delivery once you spend 50 euros.", facts(Delivery="free from 50 EUR")),
        ("A bulb missing? We send you a new one for free.", facts("If a bulb is missing, we send it free of charge.")),
        ("We repair it free of charge.", facts(Warranty="2 years, repairs included")),
        ("Shipped free to your door.", facts("Free delivery.")),
        ("We take unused chains back.", facts(Returns="unused chains are taken back until 30 April")),
        ("包邮，断裂包换。", facts(快递="包邮", 保修="扳手断裂2年内包换")),
        ("拉链坏了，免费换新。", facts(质保="拉链坏了免费换")),
    ],
)
def test_a_commitment_rests_on_the_fact_that_makes_it_in_other_words(text: str, known: ProductFacts) -> None:
    claims = [claim for claim in trace_claims(text, known) if claim.kind == "guarantee"]
    assert claims
    assert all(claim.field for claim in claims)


@pytest.mark.parametrize(
    ("text", "known", "claim", "contradicted"),
    [
        ("Free delivery on every order.", facts(Delivery="free from 50 EUR"), "every order", False),
        ("Ships free within three days.", facts("Ships within 5 days."), "Ships free", False),
        ("Free repairs for life.", facts(Service="free repairs for two years"), "repairs for life", True),
        ("Unlimited free replacements.", facts(Chewed="one free replacement"), "Unlimited", False),
        ("Guaranteed for life.", facts(Guarantee="10 years"), "Guaranteed for life", True),
        ("Return it, even if you used it.", facts(Returns="unused, 14 days"), "Return it, even if", False),
        ("洗过不满意照样退。", facts(售后="洗涤后不支持退货"), "照样退", True),
        ("全国包邮，偏远地区也不加钱。", facts(快递="包邮，偏远地区需补运费"), "全国包邮", False),
    ],
)
def test_better_terms_than_the_facts_give_are_pointed_out_with_the_fact(
    text: str, known: ProductFacts, claim: str, contradicted: bool
) -> None:
    [finding] = [one for one in check_grounding(text, known) if one.evidence["kind"] == "guarantee"]
    assert claim in finding.evidence["claim"]
    assert finding.evidence["nearest"]
    assert (finding.evidence["verdict"] == "contradicted") is contradicted
