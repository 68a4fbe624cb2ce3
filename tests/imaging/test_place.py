from __future__ import annotations

import numpy as np
import pytest

from pdp_ai.imaging.place import place_centred, place_in_scene, placed_pixels, product_box
from pdp_ai.imaging.stance import Stance
from tests.imaging.drawn import vase_photo


def box_alpha(rows: slice, columns: slice, side: int = 1600) -> np.ndarray:
    alpha = np.zeros((side, side), np.uint8)
    alpha[rows, columns] = 255
    return alpha


def test_a_packshot_leaves_the_padding_asked_for_and_centres() -> None:
    alpha = box_alpha(slice(100, 1100), slice(300, 800))
    placement = place_centred(alpha, Stance("standing"), canvas=2000, padding=0.09)
    assert placement.height == 1640
    assert placement.top == 180
    assert abs(placement.left * 2 + placement.width - 2000) <= 1


def test_a_scenes_canvas_adapts_so_that_the_product_is_not_resampled() -> None:
    photo = np.random.default_rng(0).integers(0, 255, (1600, 1600, 3), dtype=np.uint8)
    alpha = box_alpha(slice(200, 1050), slice(300, 900))
    placement = place_in_scene(alpha, Stance("standing"), canvas=1600, smallest=1200, share=0.64, max_scale=1.5)
    assert placement.scale == 1.0
    assert 1200 <= placement.canvas <= 1600
    assert np.array_equal(placed_pixels(photo, placement), photo[200:1050, 300:900])


def test_a_small_product_is_not_enlarged_beyond_the_limit() -> None:
    alpha = box_alpha(slice(700, 800), slice(700, 800))
    placement = place_in_scene(alpha, Stance("standing"), canvas=1600, smallest=1200, share=0.64, max_scale=1.5)
    assert placement.scale == 1.5
    assert placement.canvas == 1200


@pytest.mark.parametrize("make", ["packshot", "scene"])
@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
def test_a_product_cut_by_the_photos_border_sits_at_that_border(side: str, make: str) -> None:
    alpha = vase_photo()[1]
    stance = Stance("standing", **{side: True})
    if make == "packshot":
        placement = place_centred(alpha, stance, canvas=1000, padding=0.1)
    else:
        placement = place_in_scene(alpha, stance, canvas=1000, smallest=600, share=0.6, max_scale=1.5)
    edges = {
        "left": placement.left,
        "top": placement.top,
        "right": placement.canvas - placement.left - placement.width,
        "bottom": placement.canvas - placement.top - placement.height,
    }
    assert edges[side] == 0


def test_the_box_holds_everything_visible() -> None:
    assert product_box(box_alpha(slice(10, 50), slice(20, 90), 100)) == (20, 10, 90, 50)
