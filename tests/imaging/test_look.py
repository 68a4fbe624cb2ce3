from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from pdp_ai.imaging.arrays import Bytes
from pdp_ai.imaging.encode import encode
from pdp_ai.imaging.look import measure_look
from pdp_ai.imaging.packshot import make_packshot
from pdp_ai.imaging.picture import Cutout
from pdp_ai.imaging.stance import Stance
from tests.imaging.drawn import vase_photo


def look(photo: Bytes, alpha: Bytes) -> dict[str, float]:
    cutout = Cutout(photo, alpha, Stance("standing"))
    picture = make_packshot(cutout, size=(600, 600), padding=0.09, shadow=True)
    return measure_look(picture.content, cutout, picture.placement)


def test_a_blurred_product_is_softer_than_a_sharp_one() -> None:
    photo, alpha = vase_photo()
    blurred = np.asarray(Image.fromarray(photo).filter(ImageFilter.GaussianBlur(4)))
    assert look(blurred, alpha)["sharpness"] < 2.5
    assert look(photo, alpha)["sharpness"] > 8


def test_white_and_black_without_drawing_are_measured() -> None:
    photo, alpha = vase_photo()
    white = np.where((alpha > 0)[..., None], 255, photo).astype(np.uint8)
    black = np.where((alpha > 0)[..., None], 0, photo).astype(np.uint8)
    assert look(white, alpha)["blown"] > 0.99
    assert look(black, alpha)["crushed"] > 0.95
    assert look(photo, alpha)["blown"] + look(photo, alpha)["crushed"] == 0


def test_a_gradient_has_bands_in_eight_bits_and_none_when_it_is_dithered() -> None:
    photo, alpha = vase_photo()
    cutout = Cutout(photo, alpha, Stance("standing"))
    placement = make_packshot(cutout, size=(600, 600), padding=0.09, shadow=True).placement
    gradient = np.broadcast_to(np.linspace(180, 200, 600)[None, :, None], (600, 600, 3))
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (600, 600, 1))
    banded = measure_look(encode(np.round(gradient).astype(np.uint8)), cutout, placement)
    dithered = measure_look(encode(np.round(gradient + noise).astype(np.uint8)), cutout, placement)
    assert banded["banding"] > 0.3
    assert dithered["banding"] < 0.01


def test_the_longer_side_is_told() -> None:
    assert look(*vase_photo())["side"] == 600
