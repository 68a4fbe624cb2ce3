from __future__ import annotations

import dataclasses

import pytest

from pdp_ai.quality.judge import judge
from pdp_ai.quality.seen import trace_seen
from pdp_ai.types import Artifact, Brief, Candidate, ProductFacts

FACTS = ProductFacts(
    "shop.product",
    "1",
    title="Oak Stool",
    description="A stool of solid oak with a round seat and three legs. 45 cm high.",
    attributes=(("Net weight", "250 g"),),
)


def findings(text: str, facts: ProductFacts = FACTS) -> list[tuple[str, str]]:
    """Severity and code of all but the one that says where the text is from."""
    found = judge(Candidate("photo_facts", Artifact("text/plain", text=text)), Brief(facts, "photo_facts"))
    assert [finding.severity for finding in found if finding.code == "told_from_photo"] == ["info"]
    return [(finding.severity, finding.code) for finding in found if finding.code != "told_from_photo"]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("Material by look: oak", []),
        ("Shape: round seat", []),
        ("Part: three legs", []),
        ("Material by look: steel", [("error", "ungrounded_material")]),
        ("Printed on it: 300 g", [("error", "ungrounded_number")]),
        ("Colour: dark green", [("warning", "seen_in_photo_only")]),
        ("Part: lid", [("info", "seen_in_photo_only")]),
        ("Shape: tall cylinder", [("info", "seen_in_photo_only")]),
    ],
)
def test_a_statement_is_borne_out_contradicted_or_stands_in_the_photo_only(
    statement: str, found: list[tuple[str, str]]
) -> None:
    assert findings(statement) == found


def test_each_statement_is_judged_by_itself() -> None:
    text = "Colour: dark green\nMaterial by look: steel\nShape: round seat\nPart: lid"
    assert findings(text) == [
        ("error", "ungrounded_material"),
        ("warning", "seen_in_photo_only"),
        ("info", "seen_in_photo_only"),
    ]


def test_a_colour_that_the_data_exclude_is_an_error() -> None:
    red = dataclasses.replace(FACTS, attributes=(("Colour", "red"),))
    assert findings("Colour: dark green", red) == [("error", "ungrounded_colour")]
    assert findings("Colour: red", red) == []


def test_chinese_statements_are_held_against_chinese_data() -> None:
    facts = ProductFacts("shop.product", "1", title="橡木凳", attributes=(("颜色", "原木色"),), language="zh")
    text = "颜色：红色\n部件：椅背"
    found = judge(Candidate("photo_facts", Artifact("text/plain", text=text)), Brief(facts, "x", language="zh"))
    assert [finding.code for finding in found] == ["told_from_photo", "ungrounded_colour", "seen_in_photo_only"]


def test_what_was_seen_is_marked_at_its_place() -> None:
    text = "Shape: round seat\nPart: lid"
    found = judge(Candidate("photo_facts", Artifact("text/plain", text=text)), Brief(FACTS, "photo_facts"))
    evidence = found[-1].evidence
    assert text[evidence["start"] : evidence["end"]] == "lid"


def test_only_a_contradiction_is_shown_as_wrong() -> None:
    green, steel = trace_seen("Colour: dark green\nMaterial by look: steel", FACTS)
    assert (green.doubtful, steel.doubtful) == (True, False)
