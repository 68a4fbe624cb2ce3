from __future__ import annotations

import numpy as np

from pdp_ai.imaging.surroundings import unevenness, unlike_plain_wall
from tests.imaging.drawn import vase_photo


def test_a_product_is_unlike_its_plain_wall_and_the_walls_own_shadow_is_not() -> None:
    photo, truth = (pixels.copy() for pixels in vase_photo())
    photo[520:560, 40:140] = (photo[520:560, 40:140] * 0.6).astype(np.uint8)
    unlike = unlike_plain_wall(photo / np.float32(255), truth == 0)
    assert unlike[400, 240] == 1
    assert unlike[540, 90] == 0
    assert unlike[30, 30] == 0


def test_before_a_busy_wall_nothing_is_unlike_it() -> None:
    photo, truth = (pixels.copy() for pixels in vase_photo())
    stripes = (np.arange(photo.shape[1]) // 12 % 2).astype(bool)
    wall = truth == 0
    photo[wall & stripes] = (40, 60, 90)
    assert unevenness(photo / np.float32(255), wall)[300, 60] > 0.2
    assert unlike_plain_wall(photo / np.float32(255), wall).max() == 0
