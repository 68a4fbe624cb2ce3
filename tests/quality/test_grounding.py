from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdp_ai.quality.grounding import check_grounding, trace_numbers
from pdp_ai.types import ProductFacts


def facts(
    description: str = "", *, title: str = "", price: str = "", currency: str = "", **attributes: str
) -> ProductFacts:
    return ProductFacts("shop.product", "1", title, description, price, currency, attributes=tuple(attributes.items()))


SKATEBOARD = facts(
    "Based on the 1970s iconic shape, but made to a larger 69cm size", title="Cruiser", price="24.99", currency="USD"
)
WIDE = ProductFacts("shop.product", "1", attributes=(("Width (cm)", "30"), ("Size", "30×20×10cm")))

GROUNDED = [
    ("69 cm long", SKATEBOARD),
    ("0.69 m long", SKATEBOARD),
    ("0,69 m lang", SKATEBOARD),
    ("690 mm", SKATEBOARD),
    ("about 27 inches", SKATEBOARD),
    ('27.2" deck', SKATEBOARD),
    ("６９ｃｍ", SKATEBOARD),
    ("长69厘米", SKATEBOARD),
    ("only $24.99", SKATEBOARD),
    ("24.99 USD", SKATEBOARD),
    ("a shape of the 1970s", SKATEBOARD),
    ("1,299.00 dollars", facts(price="1299.00", currency="USD")),
    ("1.299,00 €", facts(price="1299.00", currency="EUR")),
    ("售价99元", facts(price="99.00", currency="CNY")),
    ("a 9/16 inch bit", facts('bit, 9/16"')),
    ('a 1-9/16" bit', facts("1 9/16 in. bit")),
    ("½ inch", facts('0.5" bolts')),
    ("10–20 cm", facts("from 10 to 20cm")),
    ("15 kg", facts("holds 10-15 kg")),
    ("30 × 20 × 10 cm", WIDE),
    ("30x20x10cm", WIDE),
    ("30 by 20 cm", WIDE),
    ("30 cm wide", WIDE),
    ("1920x1080 pixels", facts("1920 × 1080 px")),
    ("fits your iPhone 12", facts(title="iPhone 12 Case")),
    ("the Boss 3000", facts(title="Boss 3000")),
    ("the M185", facts("The Logitech M185 mouse")),
    ("Cat 6 cable", facts("5m Cat.6 network cable")),
    ("an i7-8700 inside", facts(cpu="i7-8700")),
    ("five metres", facts("5m (metres)")),
    ("7th-generation chip", facts("seventh-generation Intel Core")),
    ("a four-pack", facts("4 pieces")),
    ("2-year warranty", facts("warranty: 24 months")),
    ("4K with 4x the pixels", facts("4x the pixels, 4K quality")),
    ("700 W", facts("0.7 kW motor")),
    ("3.6 GHz", facts("3600MHz")),
    ("24 megapixels", facts("24-megapixel sensor")),
    ("100% cotton", facts("100 % cotton")),
    ("2 lb", facts("907 g")),
    ("two-layer foam", facts("innovative two-layer foam")),
    ("5 in stock", facts("pack of 5")),
    ("1,800 R", facts("1800 R screen")),
]

#: The first three are what SmolLM2-135M made up about real products.
INVENTED = [
    ("6.9 cm thick", SKATEBOARD, "6.9 cm", "description: 69cm"),
    ("yours for $28.99", SKATEBOARD, "$28.99", "price: 24.99 USD"),
    ("Made by the 14 of us", facts("Cat.6 cable"), "14", ""),
    ("1 m long", SKATEBOARD, "1 m", "description: 69cm"),
    ("28 inches", SKATEBOARD, "28 inches", "description: 69cm"),
    ("69 kg", SKATEBOARD, "69 kg", ""),
    ("€24.99", SKATEBOARD, "€24.99", ""),
    ("the 1980s", SKATEBOARD, "1980s", ""),
    ("1600mAh battery", facts("13 inch laptop"), "1600mAh", ""),
    ("256 GB", facts("8GB"), "256 GB", "description: 8GB"),
    ("2-year warranty", facts("1 year of warranty"), "2-year", "description: 1 year"),
    ("a four-pack", facts("mug"), "four-pack", ""),
    ("5 colours", facts("5m cable"), "5", ""),
    ("5G ready", facts("weighs 5 g"), "5G", ""),
    ("an i9-9900 inside", facts(cpu="i7-8700"), "i9-9900", ""),
    ("80% off", facts("mug"), "80%", ""),
    ("10–30 cm", facts("10–20 cm"), "30 cm", "description: 20 cm"),
    ("重5公斤", facts("5 cm"), "5公斤", ""),
    ("two metres", facts("3 m"), "two metres", "description: 3 m"),
    ("30x22 cm", facts("30x20cm"), "22 cm", "description: 20cm"),
]


@pytest.mark.parametrize(("text", "known"), GROUNDED, ids=[text for text, _ in GROUNDED])
def test_a_number_of_the_product_is_let_through_in_any_spelling(text: str, known: ProductFacts) -> None:
    claims = trace_numbers(text, known)
    assert claims
    assert all(claim.field for claim in claims)
    assert check_grounding(text, known) == []


@pytest.mark.parametrize(("text", "known", "claim", "nearest"), INVENTED, ids=[row[0] for row in INVENTED])
def test_an_invented_number_is_named_beside_the_closest_fact(
    text: str, known: ProductFacts, claim: str, nearest: str
) -> None:
    [finding] = check_grounding(text, known)
    assert finding.code == "ungrounded_number"
    assert finding.severity == "error"
    assert finding.evidence["claim"] == claim
    assert text[finding.evidence["start"] : finding.evidence["end"]] == claim
    assert finding.evidence["nearest"] == nearest
    assert claim in finding.message


@pytest.mark.parametrize(
    "text", ["two of the best", "one of a kind", "open 24/7", "1. Strong\n2. Light", "first of all"]
)
def test_turns_of_phrase_are_no_claims(text: str) -> None:
    assert trace_numbers(text, facts("mug")) == []


def test_the_supporting_words_can_be_marked_in_the_fact() -> None:
    text = "The deck is 690 mm long and costs $24.99."
    claims = trace_numbers(text, SKATEBOARD)
    fields = SKATEBOARD.fields()
    assert [
        (text[claim.start : claim.end], claim.field, fields[claim.field or ""][claim.fact_start : claim.fact_end])
        for claim in claims
    ] == [("690 mm", "description", "69cm"), ("$24.99", "price", "24.99 USD")]


@given(st.text(max_size=200))
def test_no_text_breaks_it_and_every_text_supports_itself(text: str) -> None:
    for claim in trace_numbers(text, facts(text)):
        assert text[claim.start : claim.end] == claim.claim
        assert claim.field == "description"


@given(
    st.lists(
        st.sampled_from(
            [
                "5",
                "12",
                "1,5",
                "1.000",
                "3/0",
                "½",
                "cm",
                "in",
                '"',
                "kg",
                "$",
                "€",
                "-",
                "x",
                " ",
                "USB",
                ".",
                "two",
                "-pack",
            ]
        ),
        max_size=12,
    )
)
def test_any_mixture_of_numbers_and_units_supports_itself(parts: list[str]) -> None:
    text = "".join(parts)
    for claim in trace_numbers(text, facts(text)):
        assert claim.field == "description", (text, claim)
