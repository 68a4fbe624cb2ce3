from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from pdp_ai.exceptions import PhotoUnreadable
from pdp_ai.imaging.read import normalise_photo
from pdp_ai.quality.pictures import check_picture
from pdp_ai.recipes.packshot import PackshotRecipe
from pdp_ai.types import CutoutRequest
from tests.imaging.drawn import blurred, encoded, vase_photo
from tests.recipes.picture_steps import FACTS, brief, run_steps

RECIPE = PackshotRecipe({"width": 800, "height": 800})


def test_it_asks_once_for_the_normalised_main_photo_and_gives_a_square_packshot() -> None:
    photo, truth = vase_photo((960, 1200))
    ran = run_steps(RECIPE, brief("packshot", seed=7), encoded(photo, "JPEG", quality=95), blurred(truth))
    [ask] = ran.asks
    assert ask.engine == "cutout"
    assert ask.request == CutoutRequest(normalise_photo(encoded(photo, "JPEG", quality=95)))
    assert ran.opened == ["vase.jpg"]
    [candidate] = ran.candidates
    artifact = candidate.artifact
    assert (candidate.slot, candidate.photo_key, artifact.mime) == ("packshot", "vase.jpg", "image/png")
    assert (artifact.model, artifact.revision, artifact.seed) == ("u2netp + white packshot", "sha256:1", 7)
    assert artifact.seconds > 0.5
    assert Image.open(io.BytesIO(artifact.content or b"")).size == (800, 800)
    assert candidate.measures["untouched_max"] == 0
    assert check_picture(candidate, brief("packshot")) == []


def test_candidates_differ_and_there_are_at_most_four() -> None:
    photo, truth = vase_photo()
    ran = run_steps(RECIPE, brief("packshot", candidates=9), encoded(photo), blurred(truth))
    assert [candidate.index for candidate in ran.candidates] == [0, 1, 2, 3]
    assert len({candidate.artifact.content for candidate in ran.candidates}) == 4


def test_a_photo_with_its_own_transparency_needs_no_engine() -> None:
    photo, truth = vase_photo()
    cut = Image.fromarray(np.dstack([photo, truth]))
    ran = run_steps(RECIPE, brief("packshot"), encoded(cut), truth)
    assert ran.asks == []
    [candidate] = ran.candidates
    assert candidate.artifact.model == "white packshot"
    assert candidate.measures["untouched_max"] == 0


@pytest.mark.parametrize("level", [0, 255])
def test_a_photo_in_which_nothing_or_everything_is_found_is_shown_uncut_with_an_error(level: int) -> None:
    photo, _ = vase_photo()
    ran = run_steps(RECIPE, brief("packshot"), encoded(photo), np.full(photo.shape[:2], level, np.uint8))
    [finding] = check_picture(ran.candidates[0], brief("packshot"))
    assert (finding.code, finding.severity) == ("no_product_found", "error")
    assert ran.candidates[0].measures["untouched_max"] == 0


def test_an_unreadable_photo_is_its_own_error() -> None:
    with pytest.raises(PhotoUnreadable):
        run_steps(RECIPE, brief("packshot"), b"", vase_photo()[1])


def test_a_product_without_photos_is_refused() -> None:
    assert "no photo" in RECIPE.refusal(replace(FACTS, photos=()), "en")
    assert RECIPE.refusal(FACTS, "en") == ""
