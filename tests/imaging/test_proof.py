from __future__ import annotations

import io

import numpy as np
from PIL import Image

from pdp_ai.imaging.arrays import decode_rgb
from pdp_ai.imaging.encode import encode
from pdp_ai.imaging.packshot import make_packshot
from pdp_ai.imaging.picture import Cutout
from pdp_ai.imaging.proof import make_proof
from pdp_ai.imaging.stance import Stance
from tests.imaging.drawn import vase_photo

PHOTO, ALPHA = vase_photo()
CUTOUT = Cutout(PHOTO, ALPHA, Stance("standing"))
PICTURE = make_packshot(CUTOUT, size=(700, 700), padding=0.09, shadow=True)


def panels(content: bytes) -> list[np.ndarray]:
    strip = Image.open(io.BytesIO(make_proof(content, CUTOUT, PICTURE.placement)))
    assert strip.format == "WEBP"
    return np.split(
        np.asarray(strip.convert("RGB")).astype(int)[:, [*range(360), *range(372, 732), *range(744, 1104)]], 3, axis=1
    )


def test_photo_mask_and_an_empty_difference_stand_side_by_side() -> None:
    photo, mask, difference = panels(PICTURE.content)
    assert photo[200, 180, 0] > photo[200, 180, 2] + 60
    assert mask[200, 180].min() > 240
    assert difference[200, 180].max() < 16


def test_a_changed_patch_lights_up_in_the_difference() -> None:
    pixels = decode_rgb(PICTURE.content).copy()
    pixels[340:380, 330:370] ^= 16
    _, _, difference = panels(encode(pixels))
    assert difference.max() > 100
