from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from pdp_ai.imaging.stance import find_stance
from tests.imaging.drawn import vase_photo


def test_a_vase_stands() -> None:
    assert find_stance(vase_photo()[1]).kind == "standing"


def test_a_thing_resting_on_its_corner_lies() -> None:
    box = np.zeros((500, 500), np.uint8)
    box[200:300, 100:400] = 255
    assert find_stance(np.asarray(Image.fromarray(box).rotate(25))).kind == "lying"


def test_things_spread_over_the_picture_lie() -> None:
    spread = np.zeros((400, 400), np.uint8)
    spread[40:120, 150:250] = spread[280:360, 150:250] = 255
    assert find_stance(spread).kind == "lying"


@pytest.mark.parametrize(
    ("side", "part", "kind"),
    [
        ("top", np.s_[:200, 150:250], "hanging"),
        ("bottom", np.s_[200:, 150:250], "cropped"),
        ("left", np.s_[150:300, :200], "standing"),
        ("right", np.s_[150:300, 200:], "standing"),
    ],
)
def test_a_side_cut_by_the_photo_is_seen(side: str, part: tuple[slice, slice], kind: str) -> None:
    alpha = np.zeros((400, 400), np.uint8)
    alpha[part] = 255
    stance = find_stance(alpha)
    assert stance.kind == kind
    assert [name for name in ("left", "top", "right", "bottom") if getattr(stance, name)] == [side]
