from __future__ import annotations

import io

import numpy as np
from PIL import Image

from pdp_ai.quality.pictures import check_picture
from pdp_ai.recipes.cutout import CutoutRecipe
from tests.imaging.drawn import blurred, encoded, vase_photo
from tests.recipes.picture_steps import brief, run_steps


def test_it_gives_one_transparent_picture_of_the_product_alone() -> None:
    photo, truth = vase_photo((960, 1200))
    ran = run_steps(CutoutRecipe(), brief("cutout", candidates=4), encoded(photo), blurred(truth))
    [candidate] = ran.candidates
    image = Image.open(io.BytesIO(candidate.artifact.content or b""))
    assert (candidate.slot, image.mode) == ("cutout", "RGBA")
    assert image.size < (960, 1200)
    share = (np.asarray(image.getchannel("A")) > 127).sum() / (truth > 127).sum()
    assert 0.97 < share < 1.03
    assert candidate.measures["untouched_max"] == 0
    assert candidate.measures["scale"] == 1
    assert candidate.source_type == "algorithmicallyEnhanced"
    assert check_picture(candidate, brief("cutout")) == []
