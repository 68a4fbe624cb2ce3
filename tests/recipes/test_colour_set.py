"""A set's pictures differ in the product alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pdp_ai.exceptions import ConfigurationError
from pdp_ai.imaging.arrays import decode_rgb
from pdp_ai.quality.pictures import check_picture
from pdp_ai.recipes.colour_set import ColourSetRecipe
from pdp_ai.types import Brief, Photo, StyleSnapshot, Variant
from tests.imaging.drawn import blurred, encoded, vase_photo
from tests.recipes.picture_steps import FACTS, Ran, run_steps

RECIPE = ColourSetRecipe({"width": 700, "height": 700})
RED = Variant("red", Photo("variant-1"), (("Colour", "red"),))
BLUE = Variant("blue", Photo("variant-2"), (("Colour", "blue"),))
RUST = Variant("rust")
MUGS = replace(FACTS, attributes=(("Colour", "red, blue"), ("Material", "clay")), variants=(RED, BLUE, RUST))


def brief(**fields: object) -> Brief:
    # A theme that takes its hue from the product.
    return Brief(MUGS, "colour_set", style=StyleSnapshot(theme="playful pastel"), **fields)  # type: ignore[arg-type]


def ran(**fields: object) -> Ran:
    photo, truth = vase_photo((960, 1200))
    # The same vase in another colour, photographed alike.
    other = np.where(truth[..., None] > 0, photo[..., ::-1], photo).astype(np.uint8)
    photos = {"variant-1": encoded(photo), "variant-2": encoded(other)}
    return run_steps(RECIPE, brief(**fields), photos, blurred(truth))


def test_each_variant_is_shown_by_its_own_photo_in_one_and_the_same_place() -> None:
    made = ran(seed=4).candidates
    assert [candidate.photo_key for candidate in made] == ["variant-1", "variant-2"]
    assert [candidate.measures["untouched_max"] for candidate in made] == [0, 0]
    assert {candidate.artifact.seed for candidate in made} == {4}
    red, blue = (decode_rgb(candidate.artifact.content or b"").astype(int) for candidate in made)
    differs = (np.abs(red - blue) > 3).any(axis=2)  # an edge found a trifle otherwise shifts the shadow by a shade
    # The two differ where the vase is, and where the floor mirrors it.
    assert 0.05 < differs.mean() < 0.4
    assert red[differs].mean(axis=0)[0] > red[differs].mean(axis=0)[2]
    assert blue[differs].mean(axis=0)[0] < blue[differs].mean(axis=0)[2]
    quarter = red.shape[1] // 4
    assert not differs[:, :quarter].any()
    assert not differs[:, -quarter:].any()


def test_a_second_candidate_is_a_second_set() -> None:
    made = ran(seed=4, candidates=2).candidates
    assert [(each.photo_key, each.index) for each in made] == [
        ("variant-1", 0), ("variant-1", 1), ("variant-2", 0), ("variant-2", 1),
    ]  # fmt: skip
    assert [each.artifact.seed for each in made] == [4, 5, 4, 5]


def test_a_variant_without_a_photo_is_left_out_and_named() -> None:
    [finding] = check_picture(ran().candidates[0], brief())
    assert (finding.code, finding.evidence) == ("variant_without_photo", {"variants": ["rust"]})
    whole = replace(brief(), facts=replace(MUGS, variants=(RED, BLUE)))
    assert check_picture(ran().candidates[0], whole) == []


def test_without_variants_or_their_photos_nothing_is_asked_for() -> None:
    assert "no variants" in RECIPE.refusal(replace(MUGS, variants=()), "en")
    assert "never repainted" in RECIPE.refusal(replace(MUGS, variants=(RUST,)), "en")
    assert RECIPE.refusal(MUGS, "en") == ""


def test_a_set_is_not_painted_round_each_product() -> None:
    with pytest.raises(ConfigurationError, match="one backdrop"):
        ColourSetRecipe({"backdrop_engine": "backdrop", "inpaint": True})


def test_a_variant_inherits_what_it_does_not_say() -> None:
    facts = MUGS.of_photo("variant-2")
    assert facts.title == "Vase, blue"
    assert facts.attributes == (("Colour", "blue"), ("Material", "clay"))
    assert facts.photos == (BLUE.photo,)
    assert MUGS.of_photo("vase.jpg") is MUGS


def test_variants_survive_the_row_that_a_brief_is_stored_in() -> None:
    assert Brief.from_dict(brief().as_dict()) == brief()
