from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Bytes
from pdp_ai.imaging.showing_through import showing_through
from tests.imaging.drawn import vase_photo


def with_a_window(photo: Bytes, height: int) -> Bytes:
    """The photo with a hole in the vase's belly, through which its wall is seen."""
    pierced = photo.copy()
    pierced[320 : 320 + height, 200:280] = photo[0, 0]
    return pierced


def test_a_hole_that_was_kept_shows_the_room() -> None:
    photo, alpha = vase_photo()
    share = showing_through(with_a_window(photo, 60), alpha)
    assert 0.03 < share < 80 * 60 / (alpha > 127).sum()


def test_a_larger_hole_shows_more_of_it() -> None:
    photo, alpha = vase_photo()
    assert showing_through(with_a_window(photo, 90), alpha) > showing_through(with_a_window(photo, 50), alpha)


def test_a_hole_that_was_cut_out_and_a_whole_product_show_none() -> None:
    photo, alpha = vase_photo()
    cut = alpha.copy()
    cut[320:380, 200:280] = 0
    assert showing_through(with_a_window(photo, 60), cut) == 0
    assert showing_through(photo, alpha) == 0


def test_the_meshes_of_a_small_basket_count_together() -> None:
    photo = np.full((900, 900, 3), (120, 150, 190), np.uint8)
    alpha = np.zeros((900, 900), np.uint8)
    alpha[400:500, 400:500] = 255
    photo[400:500, 400:500] = (150, 90, 40)
    for row in range(404, 496, 24):
        for column in range(404, 496, 24):
            photo[row : row + 14, column : column + 14] = photo[0, 0]
    meshes = 16 * 14 * 14 / 100**2
    assert 0.3 * meshes < showing_through(photo, alpha) < meshes


def test_a_photo_that_is_all_product_has_nothing_to_compare_with() -> None:
    photo, alpha = vase_photo()
    assert showing_through(photo, np.full_like(alpha, 255)) == 0
