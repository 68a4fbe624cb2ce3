from __future__ import annotations

from dataclasses import replace

import numpy as np

from pdp_ai.imaging.arrays import decode_rgb
from pdp_ai.quality.pictures import check_picture
from pdp_ai.recipes.base import Ask
from pdp_ai.recipes.illustration import IllustrationRecipe
from pdp_ai.types import Artifact, Brief
from tests.imaging.drawn import encoded
from tests.recipes.picture_steps import FACTS, Ran, run_steps

RECIPE = IllustrationRecipe({"engine": "painter", "width": 300, "height": 200})
VASE = replace(FACTS, photos=(), attributes=(("Material", "stoneware"), ("Height", "30 cm")))
GREY = np.full((200, 300, 3), 128, np.uint8)


def ran() -> Ran:
    def answer(asks: list[Ask]) -> list[Artifact]:
        return [Artifact("image/png", content=encoded(GREY), model="painter") for _ in asks]

    return run_steps(RECIPE, Brief(VASE, "illustration", candidates=2), b"", GREY[..., 0], answer)


def test_it_is_made_of_what_the_facts_say_and_may_not_pass_for_a_photo() -> None:
    request = ran().asks[0].request
    assert "Vase" in request.prompt  # type: ignore[union-attr]
    assert "stoneware" in request.prompt  # type: ignore[union-attr]
    assert "photograph" in request.negative_prompt  # type: ignore[union-attr]


def test_it_is_marked_in_the_picture_in_its_alternative_text_and_by_a_finding() -> None:
    candidate = ran().candidates[0]
    pixels = decode_rgb(candidate.artifact.content or b"")
    assert pixels.shape == GREY.shape
    assert (pixels[-12:, :60] != 128).any(axis=2).mean() > 0.9
    assert (pixels[:100] == 128).all()
    assert candidate.artifact.text == "Illustration, not a photo: Vase"
    assert candidate.source_type == "trainedAlgorithmicMedia"
    assert [finding.code for finding in check_picture(candidate, Brief(VASE, "illustration"))] == ["illustration"]


def test_a_product_with_a_photo_gets_none() -> None:
    assert "has a photo" in RECIPE.refusal(FACTS, "en")
    assert RECIPE.refusal(VASE, "en") == ""
    assert "no title" in RECIPE.refusal(replace(VASE, title=""), "en")
