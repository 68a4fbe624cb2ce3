from __future__ import annotations

from dataclasses import replace

from pdp_ai.imaging.arrays import decode_rgb
from pdp_ai.quality.pictures import check_picture
from pdp_ai.recipes.scene import SceneRecipe
from tests.imaging.drawn import blurred, encoded, vase_photo
from tests.recipes.picture_steps import FACTS, Ran, brief, run_steps

RECIPE = SceneRecipe({"width": 1000, "height": 1000})


def ran_with(**fields: object) -> Ran:
    photo, truth = vase_photo((960, 1200))
    return run_steps(RECIPE, brief("scene", **fields), encoded(photo), blurred(truth))  # type: ignore[arg-type]


def test_every_candidate_is_a_different_scene_with_the_same_untouched_product() -> None:
    ran = ran_with(candidates=3, seed=5)
    # The photo is cut out once, and each picture once more for the second look.
    assert len(ran.asks) == 1 + 3
    assert [candidate.index for candidate in ran.candidates] == [0, 1, 2]
    assert [candidate.artifact.seed for candidate in ran.candidates] == [5, 6, 7]
    assert len({candidate.artifact.model for candidate in ran.candidates}) == 3
    for candidate in ran.candidates:
        assert candidate.measures["untouched_max"] == 0
        assert check_picture(candidate, brief("scene")) == []


def test_the_styles_theme_chooses_the_place() -> None:
    [candidate] = ran_with(theme="On a rustic wooden table, soft light").candidates
    assert candidate.artifact.model == "u2netp + wood scene"


def test_a_persons_hint_comes_before_the_theme() -> None:
    [candidate] = ran_with(theme="wooden", hint="something dark and moody, please").candidates
    assert candidate.artifact.model == "u2netp + dark scene"


def test_a_hint_about_something_else_leaves_the_theme_in_force() -> None:
    [candidate] = ran_with(theme="wooden", hint="a little larger").candidates
    assert candidate.artifact.model == "u2netp + wood scene"


def test_the_same_brief_gives_the_same_picture() -> None:
    assert ran_with(seed=3).candidates[0].artifact.content == ran_with(seed=3).candidates[0].artifact.content


def test_the_picture_is_square_and_no_larger_than_asked() -> None:
    [candidate] = ran_with().candidates
    height, width, _ = decode_rgb(candidate.artifact.content or b"").shape
    assert height == width <= 1000


def test_a_product_without_photos_is_refused() -> None:
    assert "no photo" in RECIPE.refusal(replace(FACTS, photos=()), "en")
    assert RECIPE.refusal(FACTS, "en") == ""
