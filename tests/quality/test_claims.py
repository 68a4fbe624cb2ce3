from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdp_ai.quality.claims import KINDS, Claim
from pdp_ai.quality.evaluation.labelled_claims import labelled_products
from pdp_ai.quality.grounding import check_grounding, trace_claims
from pdp_ai.types import Finding, ProductFacts


def facts(description: str = "", title: str = "", **attributes: str) -> ProductFacts:
    return ProductFacts("shop.product", "1", title, description, attributes=tuple(attributes.items()))


def kinds(claims: Iterable[Claim]) -> list[tuple[str, str]]:
    return [(claim.kind, claim.claim) for claim in claims]


TRUE = [
    ("a wooden table", facts("solid oak"), "material"),
    ("aluminium legs", facts("aluminum frame and legs"), "material"),
    ("不锈钢杯身", facts("stainless steel body"), "material"),
    ("oak effect", facts("MDF with oak effect"), None),
    ("a blue coat", facts(colour="navy"), "colour"),
    ("in gray", facts(colour="grey"), "colour"),
    ("the dark blue coat", facts(colour="navy"), "colour"),
    ("tested to EN 388", facts("EN 388:2016"), "certification"),
    ("oeko tex certified", facts("OEKO-TEX Standard 100"), None),
    ("OEKO-TEX certified", facts("certified to Oekotex 100"), "certification"),
    ("suitable for the dishwasher", facts("dishwasher-safe"), "compatibility"),
    ("not for the microwave", facts("Do not put it into the microwave."), "compatibility"),
    ("可机洗", facts("machine washable"), "compatibility"),
    ("water-resistant", facts("waterproof"), "resistance"),
    ("BPA-free", facts("lid free of BPA"), "health"),
    ("free from gluten", facts("Contains no gluten."), "health"),
    ("vegan", facts(Vegan="yes"), "health"),
    ("with a warranty", facts(Warranty="24 months"), "guarantee"),
    ("made in Portugal", facts(Origin="Portugal"), "name"),
    ("our best-selling lamp", facts("A best-selling lamp"), "superlative"),
    ("compostable", facts("The handle is compostable, the bristles are not."), "environment"),
]

FALSE = [
    ("a steel pan", facts("copper pan"), "material", "steel", True),
    ("a powder-coated plate", facts("uncoated plate"), "material", "powder-coated", True),
    ("a walnut top", facts("wooden top"), "material", "walnut", False),
    ("made of leather", facts("faux leather"), "material", "leather", True),
    ("the oak frame", facts("steel frame, oak legs"), "material", "oak", True),
    ("a black coat", facts(colour="navy"), "colour", "black", True),
    ("a navy coat", facts(colour="blue"), "colour", "navy", False),
    ("rated IPX7", facts("IPX5"), "certification", "IPX7", True),
    ("UL listed", facts("CE"), "certification", "UL", False),
    ("dishwasher safe", facts("not suitable for the dishwasher"), "compatibility", "dishwasher safe", True),
    ("works with Alexa", facts("works with Home Assistant"), "compatibility", "Alexa", False),
    ("fits the iPhone 15", facts("for the iPhone 14"), "compatibility", "iPhone 15", True),
    ("waterproof", facts("water-repellent"), "resistance", "waterproof", False),
    ("gluten-free", facts(Allergens="gluten, milk"), "health", "gluten-free", True),
    ("nickel-free", facts("steel buckle"), "health", "nickel-free", False),
    ("it relieves back pain", facts("a mat"), "health", "relieves back pain", False),
    ("carbon neutral", facts("a mat"), "environment", "carbon neutral", False),
    ("with a lifetime guarantee", facts("2-year guarantee"), "guarantee", "lifetime guarantee", True),
    ("made in Italy", facts("made in Spain"), "name", "Italy", False),
    ("sound by Bose", facts("a speaker"), "name", "Bose", False),
    ("终身质保", facts("保修一年"), "guarantee", "终身质保", True),
    ("意大利进口", facts("产自浙江"), "name", "意大利", False),
    ("国家级品质", facts("茶"), "superlative", "国家级", False),
    ("9/16 inch wide", facts('9/16" long'), "number", "9/16 inch", True),
    ("three pockets", facts("three buttons"), "number", "three pockets", True),
    ("a pack of six", facts("pack of 4"), "number", "six", True),
    ('a 1-9/16" bit', facts('9/16" bit'), "number", '1-9/16"', True),
]


@pytest.mark.parametrize(("text", "known", "kind"), TRUE, ids=[row[0] for row in TRUE])
def test_a_claim_is_let_through_in_other_words_for_the_same_fact(
    text: str, known: ProductFacts, kind: str | None
) -> None:
    claims = trace_claims(text, known)
    if kind:
        assert kind in {claim.kind for claim in claims}
    for claim in claims:
        assert claim.field, claim
        assert known.fields()[claim.field][claim.fact_start : claim.fact_end]
    assert check_grounding(text, known) == []


@pytest.mark.parametrize(("text", "known", "kind", "claim", "contradicted"), FALSE, ids=[row[0] for row in FALSE])
def test_a_claim_without_a_fact_is_told_from_one_against_a_fact(
    text: str, known: ProductFacts, kind: str, claim: str, contradicted: bool
) -> None:
    [finding] = [finding for finding in check_grounding(text, known) if finding.evidence["claim"] == claim]
    assert finding.code == f"ungrounded_{kind}"
    assert finding.evidence["verdict"] == ("contradicted" if contradicted else "unsupported")
    assert text[finding.evidence["start"] : finding.evidence["end"]] == claim
    assert ("contradicts" in finding.message) is contradicted
    assert claim in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "A glass of red wine goes with it.",
        "Best before March; best kept cool.",
        "Hands-free and hassle-free.",
        "It looks its best in the morning, at most.",
        "Keeps you company on Sunday.",
        "Perfect for quiet evenings, out of the blue.",
        "A clear view, sage advice and the cream of the crop.",
        "适合在红茶时间与家人分享，最后带来好心情。",
    ],
)
def test_what_claims_nothing_is_no_claim(text: str) -> None:
    assert not trace_claims(text, facts("a chair"))


def severity(text: str) -> str:
    [finding] = check_grounding(text, facts("a chair"))
    return finding.severity


def test_hard_claims_are_errors_and_doubtful_ones_warnings() -> None:
    assert severity("It is of copper.") == "error"
    assert severity("It is by Bose.") == "error"
    assert severity("The softest.") == "warning"
    assert severity("Loved by Arabella since spring.") == "error"
    assert severity("With the charm of Arabella.") == "warning"


def test_a_finding_names_the_nearest_fact() -> None:
    [finding] = check_grounding("of steel", facts(Material="copper"))
    assert finding == Finding(
        "ungrounded_material",
        "error",
        "“steel” contradicts the product's data: Material says “copper”.",
        {
            "claim": "steel",
            "kind": "material",
            "verdict": "contradicted",
            "start": 3,
            "end": 8,
            "nearest": "attributes.Material: copper",
        },
    )


def test_the_words_of_a_label_are_not_read_again_as_a_number_or_a_name() -> None:
    assert kinds(trace_claims("IP67 and EN 71, GoodWeave certified", facts())) == [
        ("certification", "IP67"),
        ("certification", "EN 71"),
        ("certification", "GoodWeave"),
    ]


@pytest.mark.parametrize("product", labelled_products("tune"), ids=lambda product: product.id)
def test_a_products_own_words_are_always_borne_out(product: object) -> None:
    known = product.facts  # type: ignore[attr-defined]
    for text in known.fields().values():
        assert check_grounding(text, known) == []


@given(st.text(max_size=300))
def test_no_text_breaks_it_and_every_claim_stands_where_it_says(text: str) -> None:
    for claim in trace_claims(text, facts("steel, 3 cm, not for the oven")):
        assert claim.kind in KINDS
        assert text[claim.start : claim.end] == claim.claim


def test_tracing_needs_no_model_library() -> None:
    program = (
        "import sys; from pdp_ai.quality.grounding import trace_claims; "
        "print([name for name in ('torch', 'numpy', 'transformers', 'django') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


FLUENT = [
    ("Keep it well away from induction hobs.", facts("Not for induction hobs.")),
    ("Please keep it out of the microwave.", facts("Do not microwave.")),
    ("The tumble dryer is not its friend.", facts("Do not tumble dry.")),
    ("One tin and a brush, seen and felt.", facts("wall paint")),
    ("Better than a plastic tub.", facts("steel box")),
    ("Ditch single-use plastic bags for good.", facts("cotton tote")),
    ("Wear it with denim or goes well with white walls.", facts("leather belt")),
    ("A belt for those who put pen to paper.", facts("belt")),
    ("splash-proof", facts("IP44")),
    ("a layer of zinc", facts("zinc-plated steel")),
    ("The largest measures 35 cm.", facts("three boxes, the large one 35 cm")),
    ("The best reason to stay at home.", facts("sofa")),
    ("The butter browns and never burns.", facts("copper pan")),
    ("made with 100% love", facts("mug")),
    ("five temperature settings", facts("Five temperatures.")),
    ("红黄蓝绿四种颜色", facts(颜色="红、黄、蓝、绿")),
    ("made for children from two to eight", facts("for children from 2 to 8 years")),
]


@pytest.mark.parametrize(("text", "known"), FLUENT, ids=[text for text, _ in FLUENT])
def test_fluent_copy_is_not_found_fault_with(text: str, known: ProductFacts) -> None:
    assert check_grounding(text, known) == []


def test_a_maker_is_looked_for_even_in_a_line_that_looks_like_a_heading() -> None:
    [finding] = check_grounding("Curvy Monitor, a brand of Curvurex", facts("by Samsung", title="Curvy Monitor"))
    assert finding.evidence["claim"] == "Curvurex"


def test_what_is_proof_against_anything_needs_a_fact() -> None:
    assert [claim.claim for claim in trace_claims("pet-proof, sand-resistant, foolproof", facts())] == [
        "pet-proof",
        "sand-resistant",
    ]


def test_storage_is_no_memory() -> None:
    [finding] = check_grounding("120 GB of RAM", facts(HDD="120GB SSD"))
    assert finding.evidence["claim"] == "120 GB"
    assert check_grounding("120 GB of storage", facts(HDD="120GB SSD")) == []


def test_real_stone_is_more_than_its_look() -> None:
    [finding] = check_grounding("real slate", facts("slate look", title="Slate tile"))
    assert finding.evidence["verdict"] == "contradicted"


def test_no_added_sugar_is_not_sugar_free() -> None:
    juice = facts("Apple juice, no added sugar. Free of gluten, milk and nuts.")
    codes = [finding.evidence["claim"] for finding in check_grounding("Sugar-free, nut-free, milk-free.", juice)]
    assert codes == ["Sugar-free"]
    assert check_grounding("Without added sugar.", juice) == []


def test_the_colour_of_the_surroundings_is_nobodys_claim() -> None:
    assert check_grounding("Grey skies and white walls suit it.", facts("A jacket.")) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Resists stains.", "resistance"),
        ("It shrugs off rain.", "resistance"),
        ("Won't let water through.", "resistance"),
        ("防狗抓，不怕水。", "resistance"),
        ("Softer than any other cushion.", "superlative"),
        ("You won't find a better cushion.", "superlative"),
        ("最柔软的靠垫。", "superlative"),
        ("Kind to the planet.", "environment"),
        ("For every cushion we plant a tree.", "environment"),
        ("Independently tested.", "certification"),
        ("通过SGS检测。", "certification"),
        ("还能油炸。", "compatibility"),
    ],
)
def test_a_claim_in_a_sentence_of_its_own_kind_is_found(text: str, kind: str) -> None:
    assert f"ungrounded_{kind}" in {finding.code for finding in check_grounding(text, facts("a cushion"))}


def test_what_repels_water_is_borne_out_by_being_water_resistant() -> None:
    assert check_grounding("It shrugs off splashes and withstands wind.", facts("Splash-proof, windproof.")) == []


@pytest.mark.parametrize(
    "text",
    ["It lasts through the longest winter.", "A clean cut heals fastest.", "最好当天饮用。", "For slow Sundays."],
)
def test_superlatives_of_other_things_praise_no_product(text: str) -> None:
    assert check_grounding(text, facts("a chair")) == []
