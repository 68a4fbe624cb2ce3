from __future__ import annotations

import pytest

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.grounding import trace_claims
from pdp_ai.types import ProductFacts
from tests.quality.words.things import facts


def claims(text: str, known: ProductFacts) -> list[Claim]:
    return [claim for claim in trace_claims(text, known) if claim.kind == "certification"]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("In energy class A.", facts(Energy_class="D")),
        ("A-rated for energy.", facts(Energy_class="D")),
        ("A class II medical device.", facts(Medical_device="class I")),
        ("FFP3 protection.", facts("An FFP2 mask.")),
        ("ENF级板材。", facts("板材环保等级E0。")),
        ("一级能效。", facts(能效等级="三级")),
        ("Scrub class 3.", facts("Wet-scrub class 1.")),
        ("IP68 rated.", facts("IP67.")),
        ("FSC 100% wood.", facts("FSC Mix.")),
    ],
)
def test_another_level_of_a_scale_contradicts_the_one_in_the_facts(text: str, known: ProductFacts) -> None:
    (claim,) = claims(text, known)
    assert claim.field is None
    assert claim.contradicted or "FSC" in claim.claim


def test_the_name_of_an_attribute_is_the_scale_of_its_value() -> None:
    (claim,) = claims("It is in energy class D.", facts(Energy_class="D"))
    assert (claim.field, claim.fact_start, claim.fact_end) == ("attributes.Energy class", 0, 1)


def test_both_digits_of_an_ip_code_hold_by_themselves() -> None:
    assert claims("IPX7.", facts("IP67."))[0].field == "description"
    assert claims("IP67.", facts("IPX7."))[0].field is None


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Fireproof to NORM-84.", "NORM-84"),
        ("Made with the blessing of the Loden Guild.", "Loden Guild"),
        ("It is Certified Clear Water and more.", "Clear Water"),
        ("ABV endorsed.", "ABV"),
        ("With CITES papers.", "CITES"),
        ("Awarded the PETA bunny.", "PETA"),
    ],
)
def test_whatever_is_said_to_be_certified_needs_a_fact(text: str, claim: str) -> None:
    (found,) = claims(text, facts())
    assert found.claim == claim
    assert found.field is None


def test_tested_to_a_standard_says_what_the_standard_says() -> None:
    assert [claim.field for claim in claims("Safety tested to EN 71.", facts("EN 71 tested."))] == ["description"]
