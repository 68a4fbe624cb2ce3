from __future__ import annotations

import pytest

from pdp_ai.quality.pictures import check_picture
from pdp_ai.types import Artifact, Brief, Candidate, Finding, ProductFacts

CLEAN = {
    "untouched_max": 0.0, "untouched_mean": 0.0, "untouched_share": 0.95, "scale": 1.0, "fill": 0.6, "area": 0.2,
    "pieces": 1.0, "veil": 0.01, "doubt": 0.0, "missed": 0.0, "left_out": 0.0, "lost_edge": 0.0, "showing_through": 0.0,
    "expansion": 0.0, "second_product": 0.0, "label_text": 1.0, "sharpness": 20.0, "blown": 0.0, "crushed": 0.0,
    "banding": 0.0, "side": 1600.0, "nearest_candidate": 30.0, "nearest_foreign": 30.0, "nsfw": 0.0,
    "border_left": 0.0, "border_right": 0.0, "border_top": 0.0, "border_bottom": 0.0,
}  # fmt: skip


def findings(**measures: float) -> list[Finding]:
    candidate = Candidate("scene", Artifact("image/png", content=b"x"), measures={**CLEAN, **measures})
    return check_picture(candidate, Brief(ProductFacts("shop.product", "1"), "scene"))


def test_a_clean_picture_has_no_findings() -> None:
    assert findings() == []


@pytest.mark.parametrize(
    ("measures", "code", "severity"),
    [
        ({"untouched_max": 1}, "product_changed", "error"),
        ({"untouched_share": 0.3}, "product_barely_proven", "warning"),
        ({"veil": 0.1}, "cutout_unclean", "warning"),
        ({"veil": 0.4}, "cutout_unclean", "error"),
        ({"lost_edge": 0.2}, "cutout_unclean", "warning"),
        ({"lost_edge": 0.9}, "cutout_unclean", "warning"),
        ({"doubt": 0.3}, "cutout_unclean", "error"),
        ({"missed": 0.05}, "cutout_unclean", "warning"),
        ({"missed": 0.2}, "cutout_unclean", "error"),
        ({"left_out": 0.2}, "cutout_unclean", "warning"),
        ({"overlap": 0.4}, "cutout_disputed", "warning"),
        ({"pieces": 3}, "several_pieces", "warning"),
        ({"border_bottom": 0.3}, "product_cut_off", "warning"),
        ({"border_bottom": 0.6}, "product_cut_off", "error"),
        ({"border_left": 0.4}, "product_cut_off", "error"),
        ({"border_left": 0.01, "border_right": 0.01}, "product_cut_off", "error"),
        ({"scale": 2}, "upscaled", "warning"),
        ({"scale": 6}, "upscaled", "error"),
        ({"fill": 0.2}, "product_too_small", "warning"),
        ({"showing_through": 0.02}, "cutout_unclean", "warning"),
        ({"showing_through": 0.5}, "cutout_unclean", "warning"),
        ({"expansion": 0.2}, "product_expanded", "warning"),
        ({"expansion": 0.6}, "product_expanded", "error"),
        ({"second_product": 0.15}, "second_product", "warning"),
        ({"second_product": 0.5, "expansion": 0.5}, "second_product", "error"),
        ({"label_text": 0.9}, "label_changed", "warning"),
        ({"label_text": 0.5}, "label_changed", "error"),
        ({"side": 320}, "picture_too_small", "warning"),
        ({"sharpness": 1.5}, "soft", "warning"),
        ({"blown": 0.7}, "badly_exposed", "warning"),
        ({"crushed": 0.7}, "badly_exposed", "warning"),
        ({"banding": 0.2}, "banding", "warning"),
        ({"nearest_candidate": 0}, "near_duplicate", "info"),
        ({"nearest_foreign": 6}, "like_another_shops", "warning"),
        ({"nearest_foreign": 0}, "like_another_shops", "error"),
        ({"nsfw": 0.6}, "not_safe_for_work", "warning"),
        ({"nsfw": 0.95}, "not_safe_for_work", "error"),
    ],
)
def test_a_flaw_is_found_and_nothing_else_is(measures: dict[str, float], code: str, severity: str) -> None:
    [finding] = findings(**measures)
    assert (finding.code, finding.severity) == (code, severity)
    assert set(measures) & {*finding.evidence, *(f"border_{side}" for side in finding.evidence)}


def test_the_reasons_are_told_in_one_sentence() -> None:
    [finding] = findings(veil=0.1, lost_edge=0.2)
    assert "see-through" in finding.message
    assert "outline is a guess" in finding.message


def test_a_picture_without_measures_is_not_judged() -> None:
    candidate = Candidate("scene", Artifact("image/png", content=b"x"))
    assert check_picture(candidate, Brief(ProductFacts("shop.product", "1"), "scene")) == []
