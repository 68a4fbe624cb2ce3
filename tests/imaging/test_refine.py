from __future__ import annotations

import numpy as np

from pdp_ai.imaging.refine import refine_alpha
from tests.imaging.drawn import blurred, vase_photo


def test_a_blurred_outline_is_drawn_back_to_the_products_edge() -> None:
    photo, truth = vase_photo()
    coarse = blurred(truth)
    refined = refine_alpha(photo, coarse)
    before = np.abs(coarse.astype(int) - truth).mean()
    after = np.abs(refined.astype(int) - truth).mean()
    assert after < 0.3 * before


def test_the_products_middle_is_fully_opaque_and_the_far_wall_fully_clear() -> None:
    photo, truth = vase_photo()
    refined = refine_alpha(photo, blurred(truth))
    assert refined[330, 240] == 255
    assert not refined[:, :60].any()


def test_crumbs_beside_the_product_are_dropped() -> None:
    photo, truth = vase_photo()
    dirty = blurred(truth).copy()
    dirty[20:26, 20:26] = 255
    assert not refine_alpha(photo, dirty)[:60, :60].any()


def test_a_vivid_wall_seen_through_a_gap_is_taken_out() -> None:
    photo, truth = (pixels.copy() for pixels in vase_photo(wall="#7030a0"))
    photo[300:340, 220:260] = (0x70, 0x30, 0xA0)
    assert refine_alpha(photo, blurred(truth))[310:330, 230:250].max() == 0


def test_a_white_part_of_a_product_before_a_white_wall_stays() -> None:
    photo, truth = (pixels.copy() for pixels in vase_photo(wall="#ffffff"))
    photo[300:340, 220:260] = 255
    assert refine_alpha(photo, blurred(truth))[310:330, 230:250].min() == 255
