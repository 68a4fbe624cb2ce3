from __future__ import annotations

import pytest

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.grounding import trace_claims
from pdp_ai.types import ProductFacts
from tests.quality.words.things import facts


def claims(text: str, known: ProductFacts, kind: str = "compatibility") -> list[Claim]:
    return [claim for claim in trace_claims(text, known) if claim.kind == kind]


def unborne(text: str, known: ProductFacts, kind: str = "compatibility") -> list[str]:
    return [claim.claim for claim in claims(text, known, kind) if not claim.field]


@pytest.mark.parametrize(
    ("text", "known", "claim"),
    [
        ("Take it to the sauna.", facts("A clock, not for saunas or steam rooms."), "sauna"),
        ("A friend of every steam room.", facts("A clock, not for saunas or steam rooms."), "steam room"),
        ("Hybrid drives start at once.", facts(Not_for="hybrid drive batteries"), "Hybrid drives"),
        ("地暖上也能铺。", facts("木地板。不适用于地暖。"), "地暖"),
    ],
)
def test_what_the_facts_exclude_contradicts_them_in_whatever_words(text: str, known: ProductFacts, claim: str) -> None:
    (found,) = [one for one in claims(text, known) if one.contradicted]
    assert found.claim == claim


def test_a_warning_may_be_repeated() -> None:
    known = facts("A clock, not for saunas.")
    assert unborne("Not for the sauna. Keep it out of saunas.", known) == []


@pytest.mark.parametrize(
    ("text", "known", "claim"),
    [
        ("Takes an E14 bulb.", facts("E27 socket."), "E14"),
        ("Runs on AAA cells.", facts("Two AA batteries."), "AAA"),
        ("M10 bolts.", facts("M8×40 bolts."), "M10"),
        ("With VESA 75 holes.", facts("VESA mount 100 x 100 mm."), "VESA 75"),
        ("Plug it into any amplifier.", facts("A ukulele."), "amplifier"),
        ("Works with tablets and printers.", facts("For tablets."), "printers"),
        ("Fits every Zonk, even those of Vrumm.", facts("Fits a Zonk."), "Vrumm"),
        ("兔子同样适用。", facts("猫粮。"), "兔子"),
    ],
)
def test_what_a_product_is_said_to_fit_needs_a_fact(text: str, known: ProductFacts, claim: str) -> None:
    assert unborne(text, known) == [claim]


def test_who_made_what_fits_is_a_name() -> None:
    text = "It fits any pocket and was drawn by Vrumm."
    assert unborne(text, facts()) == []
    assert unborne(text, facts(), "name") == ["Vrumm"]


def test_the_same_size_elsewhere_in_the_facts_is_enough() -> None:
    assert unborne("Three AAA cells.", facts(Power="3 × AAA")) == []


def test_an_attribute_may_allow_or_refuse_what_it_is_named_for() -> None:
    text = "Dishwasher-safe."
    assert unborne(text, facts(Dishwasher="safe, by hand recommended")) == []
    assert unborne(text, facts(Dishwasher="no")) == ["Dishwasher-safe"]
    assert unborne(text, facts(Dishwasher="lid only")) == ["Dishwasher-safe"]


def test_what_needs_nothing_may_still_have_it() -> None:
    assert unborne("With Bluetooth.", facts("No hub needed with Bluetooth.")) == []


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("A match for gales.", "A match for gales"),
        ("It braves hail and seawater.", "seawater"),
        ("Electrically insulated.", "Electrically insulated"),
        ("暴雨也不怕。", "雨也不怕"),
        ("抗八级大风。", "抗八级大风"),
    ],
)
def test_what_it_stands_up_to_needs_a_fact(text: str, claim: str) -> None:
    assert claim in unborne(text, facts(), "resistance")


def test_not_waterproof_in_chinese_bears_nothing_out() -> None:
    assert unborne("防水鞋面。", facts("帆布鞋，不防水。"), "resistance") == ["防水"]
