from __future__ import annotations

import numpy as np

from pdp_ai.imaging.whose_colour import whose_colour
from tests.imaging.drawn import vase_photo


def test_the_products_colour_the_rooms_and_one_of_neither_are_told_apart() -> None:
    photo, truth = (pixels.copy() for pixels in vase_photo())
    photo[30:60, 30:60] = (20, 200, 40)
    room = truth == 0
    room[20:70, 20:70] = False
    whose = whose_colour(photo / np.float32(255), truth == 255, room)
    assert whose[400, 240] > 0.9
    assert whose[500, 20] < -0.9
    assert abs(whose[45, 45]) < 0.1
