from __future__ import annotations

import io

import numpy as np
from PIL import Image

from pdp_ai.imaging.arrays import decode_rgb
from pdp_ai.imaging.encode import encode
from pdp_ai.imaging.packshot import make_packshot
from pdp_ai.imaging.picture import Cutout
from pdp_ai.imaging.proof import make_proof
from pdp_ai.imaging.proof_of_part import proof_of_part
from pdp_ai.imaging.stance import Stance
from pdp_ai.types import CropBox
from tests.imaging.drawn import vase_photo

PHOTO, ALPHA = vase_photo()
CUTOUT = Cutout(PHOTO, ALPHA, Stance("standing"))
PICTURE = make_packshot(CUTOUT, size=(700, 700), padding=0.09, shadow=True)


def panels(content: bytes) -> list[np.ndarray]:
    return split(make_proof(content, CUTOUT, PICTURE.placement))


def split(proof: bytes) -> list[np.ndarray]:
    strip = Image.open(io.BytesIO(proof))
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


def cut(part: CropBox) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The panels of the whole picture's proof, and of the part's."""
    placement = PICTURE.placement
    rows, columns = placement.window
    product = (columns.start, rows.start, columns.stop, rows.stop)
    proof = make_proof(PICTURE.content, CUTOUT, placement)
    return split(proof), split(proof_of_part(proof, product, part, scale=placement.scale))


def test_a_part_with_the_whole_product_has_the_proof_of_the_whole() -> None:
    whole, part = cut((0, 0, 700, 700))
    assert all(np.array_equal(one, other) for one, other in zip(whole, part, strict=True))


def test_what_a_crop_leaves_out_of_the_product_is_dimmed_in_every_panel() -> None:
    rows, _columns = PICTURE.placement.window
    middle = (rows.start + rows.stop) // 2
    whole, part = cut((0, 0, 700, middle))
    for before, after in zip(whole[:2], part[:2], strict=True):
        above, below = (slice(60, 170), slice(150, 210)), (slice(200, 330), slice(150, 210))
        assert abs(before[above] - after[above]).mean() < 6
        assert after[below].mean() < before[below].mean() / 3
    assert part[2][200:330].mean() < 7


def test_a_crop_beside_the_product_dims_all_of_it() -> None:
    whole, part = cut((0, 0, PICTURE.placement.left, 700))
    assert part[0].mean() < whole[0].mean() / 3
