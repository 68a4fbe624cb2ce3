from __future__ import annotations

import pytest

from pdp_ai.quality.grounding import check_grounding, trace_claims
from pdp_ai.types import ProductFacts


def facts(description: str = "", **attributes: str) -> ProductFacts:
    named = tuple((name.replace("_", " "), value) for name, value in attributes.items())
    return ProductFacts("shop.product", "1", "", description, attributes=named)


#: A promise, and the product's data that make it in other words.
KEPT = [
    ("Shipped free to your door.", facts("Free delivery.")),
    ("Free delivery once your basket reaches 50 euros.", facts(Delivery="free from 50 EUR, otherwise 5.90 EUR")),
    ("It leaves our house within two days: ships in 2 days.", facts("Dispatched within 2 days.")),
    ("Get your money back.", facts(Returns="Full refund within 60 days")),
    ("We take unused chains back.", facts(No_snow="unused chains are taken back until 30 April")),
    ("A piece gone astray? We send you a new one for free.", facts("If one is missing, we send it free of charge.")),
    ("We repair it free of charge.", facts(Service="free repairs for two years")),
    ("Resharpening is free for life.", facts(Service="free resharpening for life")),
    ("48小时内发货，包邮。", facts(快递="48小时内发货，包邮")),
    ("断裂包换。", facts(保修="扳手断裂2年内包换")),
]
#: A promise that the data do not make, or not so far.
BROKEN = [
    ("Ships free within three days.", facts("Ships within 5 days."), "Ships free"),
    ("Free delivery on every order.", facts(Delivery="free from 50 EUR"), "Free delivery"),
    ("Free repairs for life.", facts(Service="free repairs for two years"), "Free repairs"),
    ("If it breaks, we refund every cent.", facts(Guarantee="2 years"), "refund"),
    ("Order by noon, wear it tomorrow.", facts(Delivery="3-4 weeks"), "Order by noon, wear it tomorrow"),
    ("Cancel your subscription at any time.", facts("Dog food."), "Cancel your subscription at any time"),
    ("Our buy-back programme returns half the price.", facts(Warranty="2 years"), "buy-back"),
    ("No-quibble replacement.", facts("Tarpaulin."), "No-quibble"),
    ("Buy one, get one free.", facts("A mug."), "Buy one, get one"),
    ("两小时内发货。", facts(快递="48小时内发货"), "两小时内发货"),
    ("洗过不满意照样退。", facts(售后="洗涤后不支持退货"), "不满意照样退"),
    ("以旧换新，次日必达。", facts(保修="1年"), "以旧换新"),
]


@pytest.mark.parametrize(("text", "known"), KEPT, ids=[text for text, _ in KEPT])
def test_a_promise_stands_where_the_data_make_it_in_other_words(text: str, known: ProductFacts) -> None:
    claims = [claim for claim in trace_claims(text, known) if claim.kind == "guarantee"]
    assert claims
    for claim in claims:
        assert claim.field
        assert known.fields()[claim.field][claim.fact_start : claim.fact_end]
    assert check_grounding(text, known) == []


@pytest.mark.parametrize(("text", "known", "promise"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_promise_that_goes_beyond_the_data_is_an_error(text: str, known: ProductFacts, promise: str) -> None:
    found = {finding.evidence["claim"]: finding for finding in check_grounding(text, known)}
    assert promise in found
    assert (found[promise].code, found[promise].severity) == ("ungrounded_guarantee", "error")


@pytest.mark.parametrize(
    "text", ["Returns to its shape at once.", "Repairs itself.", "No returns.", "Feel free to sit."]
)
def test_what_promises_no_service_is_let_through(text: str) -> None:
    assert not [claim for claim in trace_claims(text, facts("A mug.")) if claim.kind == "guarantee"]


def test_no_added_sugar_is_not_sugar_free() -> None:
    juice = facts("Apple juice, no added sugar. Free of gluten, milk and nuts.")
    codes = [finding.evidence["claim"] for finding in check_grounding("Sugar-free, nut-free, milk-free.", juice)]
    assert codes == ["Sugar-free"]
    assert check_grounding("Without added sugar.", juice) == []


def test_the_colour_of_the_surroundings_is_nobodys_claim() -> None:
    assert check_grounding("Grey skies and white walls suit it.", facts("A jacket.")) == []
